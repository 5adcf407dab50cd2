using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Report.Stat;

namespace Vouch.Cli.Output;

/// <summary>What <c>vouch stat</c> prints and where.</summary>
internal sealed record StatOutputOptions
{
    /// <summary>table, csv, json or ndjson.</summary>
    public required string Format { get; init; }

    public required IReadOnlyList<StatColumn> Columns { get; init; }

    /// <summary>The columns of the rows below each object's log in <see cref="LogDirectory"/>.</summary>
    public required IReadOnlyList<StatColumn> RecordedColumns { get; init; }

    public required IReadOnlyList<SortKey> Sort { get; init; }

    /// <summary>Rows to print; 0 means all.</summary>
    public int Top { get; init; }

    public bool PrintsLogs { get; init; }

    public bool IsQuiet { get; init; }

    /// <summary>Where each object's log goes to a file of its own; null prints logs.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>Unknown verdicts get a row that says failure.</summary>
    public bool UnknownIsFailure { get; init; }

    public bool IsDeterministic { get; init; }
}

/// <summary>Prints logs as objects are done, and rows at the end.</summary>
internal sealed class StatOutput(StatOutputOptions options, StatFilter filter, Terminal terminal)
{
    /// <summary>Prints an object's logs and returns its report without them, since logs of many objects do not fit in memory.</summary>
    public ObjectReport Add(ObjectReport report)
    {
        if (options.IsDeterministic)
        {
            report = report with { Programs = [.. report.Programs.Select(WithoutDuration)] };
        }

        if (report.Status != ObjectStatus.Processed)
        {
            return report;
        }

        if (options is { Format: "table", IsQuiet: false })
        {
            terminal.Output.Write($"Processing '{Path.GetFileName(report.Path)}'...\n");
        }

        if (options.LogDirectory is { } directory)
        {
            WriteFile(directory, report);
        }
        else if (options.PrintsLogs)
        {
            WriteLogs(terminal.Output, report);
        }

        return report with { Programs = [.. report.Programs.Select(WithoutLog)] };
    }

    /// <summary>Prints the rows of all objects.</summary>
    public void Finish(IReadOnlyList<ObjectReport> reports, RunEnd end)
    {
        List<StatRow> rows = RowsOf(reports);
        switch (options.Format)
        {
            case "json":
                WriteTo(new JsonOutput(terminal.Output), reports, end);
                break;
            case "ndjson":
                WriteTo(new NdjsonOutput(terminal.Output, end.Kernel), reports, end);
                break;
            case "csv":
                StatTable.WriteCsv(terminal.Output, options.Columns, rows.Take(Top));
                break;
            default:
                StatTable.WriteTable(terminal.Output, options.Columns, rows, CountsOf(reports), Top);
                break;
        }

        terminal.Output.Flush();
        foreach (ObjectReport report in reports.Where(r => r.Status is ObjectStatus.Unreadable or ObjectStatus.Failed))
        {
            terminal.Error.WriteLine($"Failed to open '{report.Path}': {report.Message}");
        }

        foreach (ProgramReport program in reports.SelectMany(r => r.Programs).Where(IsUnknown))
        {
            terminal.Error.WriteLine($"{(program.Outcome == Outcome.InternalError ? "internal error" : "unknown")}: {program.ObjectName}/{program.ProgramName}: {program.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static void WriteTo(IResultOutput output, IReadOnlyList<ObjectReport> reports, RunEnd end)
    {
        foreach (ObjectReport report in reports)
        {
            output.Add(report);
        }

        output.Finish(end);
    }

    private static bool IsUnknown(ProgramReport report) => report.Outcome is Outcome.NotSupported or Outcome.InternalError;

    private int Top => options.Top > 0 ? options.Top : int.MaxValue;

    private List<StatRow> RowsOf(IEnumerable<ObjectReport> reports)
    {
        List<StatRow> rows =
            [.. reports.SelectMany(r => r.Programs).Where(p => (options.UnknownIsFailure || !IsUnknown(p)) && filter.WantsRow(p)).Select(StatRow.Of)];
        rows.Sort(SortKey.Comparison(options.Sort));
        return rows;
    }

    private static StatCounts CountsOf(IReadOnlyList<ObjectReport> reports) => new(
        reports.Count(r => r.Status == ObjectStatus.Processed),
        reports.Sum(r => r.Programs.Count),
        reports.Count(r => r.Status != ObjectStatus.Processed),
        reports.Sum(r => r.SkippedPrograms));

    private void WriteFile(string directory, ObjectReport report)
    {
        Directory.CreateDirectory(directory);
        string name = Path.GetFileName(report.Path);
        foreach (string suffix in (string[])[".o", ".bpf"])
        {
            name = name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
        }

        using var writer = new StreamWriter(Path.Combine(directory, name + ".log")) { NewLine = "\n" };
        WriteLogs(writer, report);
        StatTable.WriteCsv(writer, options.RecordedColumns, RowsOf([report]).Take(Top));
    }

    private static void WriteLogs(TextWriter writer, ObjectReport report)
    {
        foreach (ProgramReport program in report.Programs)
        {
            StatLog.Write(writer, program);
        }
    }

    private static ProgramReport WithoutLog(ProgramReport report) =>
        report.Verification is { } result ? report with { Verification = result with { Log = "" } } : report;

    private static ProgramReport WithoutDuration(ProgramReport report) =>
        report.Verification is { } result ? report with { Verification = result with { Duration = default } } : report;
}
