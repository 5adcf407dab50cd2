using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Cli.Terminals;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch stat</c>: what veristat prints, letter for letter.</summary>
internal static class StatCommand
{
    public const string Name = "stat";

    public static Command Create(Terminal terminal)
    {
        var options = new StatOptions();
        Command command = options.AddTo(new Command(Name, "Print verification statistics as veristat does, or compare and replay them (a drop-in for it)."));
        command.SetAction(parsed => Run(parsed, options, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, StatOptions options, Terminal terminal)
    {
        if (parsed.GetValue(options.Compare) || parsed.GetValue(options.Replay))
        {
            return SavedStatistics.Run(parsed, options, terminal);
        }

        string format = options.Format.Of(parsed);
        StatOutputOptions output = new()
        {
            Format = format,
            Columns = ColumnsOf(parsed.GetRequiredValue(options.Columns), format),
            RecordedColumns = parsed.GetRequiredValue(options.Columns) is { Length: > 0 } specs ? ColumnsOf(specs, format) : StatColumn.Recorded,
            Sort = KeysOf(parsed.GetRequiredValue(options.Sort)),
            Top = parsed.GetRequiredValue(options.Top),
            PrintsLogs = parsed.GetValue(options.Verbose),
            IsQuiet = parsed.GetValue(options.Quiet),
            LogDirectory = parsed.GetValue(options.LogDirectory),
            UnknownIsFailure = parsed.GetValue(options.Unknown) is not null,
            IsDeterministic = parsed.GetValue(options.Deterministic),
        };
        var gate = Gate.Of(parsed.GetRequiredValue(options.FailOn), parsed.GetValue(options.AllowEmpty), Gate.Open);
        RunOptions run = RunOptionsOf(parsed, options, output);
        return Run(run, new StatOutput(output, run.Filter, terminal), gate, terminal);
    }

    private static int Run(RunOptions options, StatOutput writer, Gate gate, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        var run = new VerificationRun(options);
        using var interruption = new Interruption();
        using ProgressLine? progress = terminal.ProgressOf(run.FileCount);
        IReadOnlyList<string> missing = run.Run(
            report =>
            {
                reports.Add(writer.Add(report));
                progress?.Step();
            },
            interruption.Token);
        writer.Finish(reports, new RunEnd(run.Kernel, missing));
        if (interruption.Code is { } code)
        {
            RunComplaints.OfMissing(terminal, missing, run.FileCount);
            return code;
        }

        foreach (string complaint in gate.Complaints(reports, options.Filter))
        {
            terminal.Complain(complaint);
        }

        return (int)gate.CodeOf(reports, options.Filter);
    }

    private static RunOptions RunOptionsOf(ParseResult parsed, StatOptions options, StatOutputOptions output)
    {
        bool wantsLogs = output.PrintsLogs || output.LogDirectory is not null;
        LogLevels levels = options.Log.LevelOf(parsed, LogLevels.Path) | LogLevels.Statistics;
        RunOptions run = options.Shared.RunOf(
            parsed, ObjectArguments.FilesOf(parsed, options.Objects), options.Selection.FilterOf(parsed));
        return run with
        {
            AddedFlags = (parsed.GetValue(options.TestStates) ? LoadFlags.TestStateFrequency : LoadFlags.None)
                | (parsed.GetValue(options.TestInvariants) ? LoadFlags.TestRegisterInvariants : LoadFlags.None),
            Verifier = run.Verifier with
            {
                Presentation = new Presentation { LogLevel = wantsLogs ? levels : LogLevels.Statistics, LogSize = options.Log.SizeOf(parsed) },
            },
        };
    }

    internal static ImmutableArray<StatColumn> ColumnsOf(string[] specs, string format) => specs.Length > 0
        ? [.. specs.SelectMany(s => SortKey.ParseList(s)).Select(k => k.Column)]
        : format == "csv" ? StatColumn.CsvDefault : StatColumn.TableDefault;

    internal static ImmutableArray<SortKey> KeysOf(string[] specs) =>
        specs.Length > 0 ? [.. specs.SelectMany(s => SortKey.ParseList(s))] : SortKey.Default;
}
