using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier;

namespace Vouch.Report.Stat;

/// <summary>
/// One column of veristat's table and CSV. The table below is the only place that knows the columns: names, headers, order,
/// alignment and where the value comes from.
/// </summary>
public sealed class StatColumn
{
    private readonly Func<ProgramReport, string>? text;
    private readonly Func<ProgramReport, long>? number;

    private StatColumn(string header, string[] names, Func<ProgramReport, string> text)
    {
        Header = header;
        Names = names;
        this.text = text;
    }

    private StatColumn(string header, string[] names, Func<ProgramReport, long> number)
    {
        Header = header;
        Names = names;
        this.number = number;
    }

    public static StatColumn File { get; } = new("File", ["file_name", "filename", "file"], r => r.ObjectName);

    public static StatColumn Program { get; } = new("Program", ["prog_name", "progname", "prog"], r => r.ProgramName);

    public static StatColumn Verdict { get; } =
        new("Verdict", ["verdict"], r => r.Outcome == Outcome.Accepted ? "success" : "failure");

    public static StatColumn Duration { get; } = new("Duration (us)", ["duration", "dur"], r => r.DurationMicroseconds);

    public static StatColumn Instructions { get; } =
        new("Insns", ["total_insns", "insns"], r => Statistic(r, s => s.ProcessedInstructions));

    public static StatColumn States { get; } = new("States", ["total_states", "states"], r => Statistic(r, s => s.TotalStates));

    public static StatColumn PeakStates { get; } = new("Peak states", ["peak_states"], r => Statistic(r, s => s.PeakStates));

    public static StatColumn MaxStatesPerInstruction { get; } =
        new("Max states per insn", ["max_states_per_insn"], r => Statistic(r, s => s.MaxStatesPerInstruction));

    /// <summary>Always 0: Linux 7.3 no longer has the read marks that this once counted.</summary>
    public static StatColumn MarkReadLength { get; } = new("Max mark read length", ["max_mark_read_len", "mark_read"], _ => 0);

    public static StatColumn ProgramSize { get; } = new("Program size", ["prog_size"], r => r.ProgramSize);

    /// <summary>Always 0: nothing is compiled to machine code here.</summary>
    public static StatColumn JitedSize { get; } = new("Jited size", ["prog_size_jited"], _ => 0);

    public static StatColumn ProgramTypeName { get; } = new("Program type", ["prog_type"], r => r.ProgramType.UapiName());

    public static StatColumn AttachTypeName { get; } = new("Attach type", ["attach_type"], r => r.AttachType.UapiName());

    /// <summary>That of all functions together; what one path of calls needs is in <see cref="MaxStackDepth"/>.</summary>
    public static StatColumn StackDepth { get; } =
        new("Stack depth", ["stack_depth", "stack"], r => Statistic(r, s => s.Subprograms.Sum(subprogram => subprogram.StackDepth)));

    /// <summary>
    /// What veristat 0.5.1 reads from a 7.3 log: the sum in a line <c>stack depth A+B</c>, which 7.3 does not print, so 0.
    /// </summary>
    internal static StatColumn StackDepthOfOlderVeristat { get; } = new("Stack depth", ["stack_depth", "stack"], _ => 0);

    public static StatColumn MaxStackDepth { get; } =
        new("Max stack depth", ["max_stack_depth"], r => Statistic(r, s => s.MaxStackDepth));

    /// <summary>Always -1, veristat's word for unknown: the kernel's memory is not touched.</summary>
    public static StatColumn PeakMemory { get; } = new("Peak memory (MiB)", ["mem_peak"], _ => -1);

    /// <summary>All columns that <c>-e</c> and <c>-s</c> know.</summary>
    public static ImmutableArray<StatColumn> All { get; } =
    [
        File, Program, Verdict, Duration, Instructions, States, PeakStates, MaxStatesPerInstruction, MarkReadLength,
        ProgramSize, JitedSize, ProgramTypeName, AttachTypeName, StackDepth, MaxStackDepth, PeakMemory,
    ];

    /// <summary>The columns of a table when none are asked for.</summary>
    public static ImmutableArray<StatColumn> TableDefault { get; } =
        [File, Program, Verdict, Duration, Instructions, States, ProgramSize, JitedSize];

    /// <summary>The columns of a CSV when none are asked for: those of 7.3's veristat, in its order.</summary>
    public static ImmutableArray<StatColumn> CsvDefault => All;

    /// <summary>The columns below recorded logs: what veristat 0.5.1 writes about a 7.3 kernel.</summary>
    public static ImmutableArray<StatColumn> Recorded { get; } =
    [
        File, Program, Verdict, Duration, Instructions, States, PeakStates, MaxStatesPerInstruction, MarkReadLength,
        ProgramSize, JitedSize, ProgramTypeName, AttachTypeName, StackDepthOfOlderVeristat, PeakMemory,
    ];

    /// <summary>The table's header.</summary>
    public string Header { get; }

    /// <summary>The CSV's header first, then the aliases.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>True for names, verdicts and types, which stand at the left.</summary>
    public bool IsText => text is not null;

    /// <summary>True for what sorts upward unless told otherwise: names and verdicts.</summary>
    public bool SortsUpward => IsName || this == Verdict;

    /// <summary>True for the two names by which a row is known.</summary>
    public bool IsName => this == File || this == Program;

    /// <summary>The column of a name or alias, or null.</summary>
    public static StatColumn? Find(ReadOnlySpan<char> name)
    {
        foreach (StatColumn column in All)
        {
            foreach (string candidate in column.Names)
            {
                if (name.SequenceEqual(candidate))
                {
                    return column;
                }
            }
        }

        return null;
    }

    /// <summary>The cell's text.</summary>
    public string TextOf(ProgramReport report) =>
        text is not null ? text(report) : number!(report).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The cell as a number for filters and sorting: verdicts are 1 and 0, types their number in the load command; null for names.</summary>
    public long? NumberOf(ProgramReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return this == Verdict ? (report.Outcome == Outcome.Accepted ? 1 : 0)
            : this == ProgramTypeName ? (long)report.ProgramType
            : this == AttachTypeName ? (long)report.AttachType
            : number?.Invoke(report);
    }

    private static long Statistic(ProgramReport report, Func<VerificationStatistics, long> pick) =>
        report.Verification is { } result ? pick(result.Statistics) : 0;
}
