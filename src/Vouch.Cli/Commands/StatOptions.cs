using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;

namespace Vouch.Cli.Commands;

/// <summary>veristat's options by veristat's letters, and a few of our own.</summary>
internal sealed class StatOptions
{
    public Argument<string[]> Objects { get; } = new("OBJECT")
    {
        Description = "Compiled BPF objects, or @FILE with one path a line.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Print each program's verifier log." };

    public Option<int> LogLevel { get; } = new("--log-level", "-l")
    {
        Description = "Log level for -v: 1 the failing path, 2 every path.", HelpName = "N",
    };

    public Option<int> LogSize { get; } = new("--log-size")
    {
        Description = "Bytes of log to keep a program; a longer log loses its beginning.", HelpName = "BYTES",
        DefaultValueFactory = _ => 16 * 1024 * 1024,
    };

    public Option<bool> LogFixed { get; } = new("--log-fixed") { Description = "Let a log that is too long lose its end instead." };

    public Option<string> Format { get; } = new("--output-format", "-o")
    {
        Description = "table (default), csv or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "table",
    };

    public Option<string[]> Columns { get; } = new("--emit", "-e")
    {
        Description = "Columns to print, comma-separated. Repeatable.", HelpName = "SPEC", DefaultValueFactory = _ => [],
    };

    public Option<string[]> Sort { get; } = new("--sort", "-s")
    {
        Description = "Columns to sort by, comma-separated; ^ after a name sorts upward, . downward.", HelpName = "SPEC",
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Filter { get; } = new("--filter", "-f")
    {
        Description = "FILE/PROG patterns or comparisons such as 'insns>1000'; ! denies; @FILE reads a list. Repeatable.",
        HelpName = "FILTER", DefaultValueFactory = _ => [],
    };

    public Option<int> Top { get; } = new("--top-n", "-n") { Description = "Print the first N rows only.", HelpName = "N" };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No 'Processing' lines." };

    public Option<bool> TestStates { get; } = new("--test-states", "-t")
    {
        Description = "Make a checkpoint wherever one is possible (BPF_F_TEST_STATE_FREQ).",
    };

    public Option<bool> TestInvariants { get; } = new("--test-reg-invariants", "-r")
    {
        Description = "Treat broken register bounds as errors (BPF_F_TEST_REG_INVARIANTS).",
    };

    public Option<string?> LogDirectory { get; } = new("--log-dir")
    {
        Description = "Write each object's log and CSV rows to DIR/NAME.log (NAME without .bpf.o) instead of printing logs.",
        HelpName = "DIR",
    };

    public Option<string?> Unknown { get; } = new("--unknown")
    {
        Description = "'failure' gives programs whose verdict is unknown a row; otherwise they are named on the error output.",
        HelpName = "failure",
    };

    public Option<bool> Deterministic { get; } = new("--deterministic") { Description = "Print 0 for durations, so that two runs compare equal." };

    public SharedOptions Shared { get; } = new();

    public Command AddTo(Command command)
    {
        command.Add(Objects);
        foreach (Option option in (Option[])
                 [
                     Verbose, LogLevel, LogSize, LogFixed, Format, Columns, Sort, Filter, Top, Quiet, TestStates, TestInvariants,
                     LogDirectory, Unknown, Deterministic,
                 ])
        {
            command.Add(option);
        }

        Format.AcceptOnlyFromAmong("table", "csv", "json");
        Unknown.AcceptOnlyFromAmong("failure");
        SharedOptions.RejectOptionsAmong(Objects);
        Shared.AddTo(command);
        return command;
    }

    /// <summary>Replaces every <c>@FILE</c> by the lines of that file; empty lines and comments that start with # are left out.</summary>
    public static IEnumerable<string> ExpandLists(IEnumerable<string> items) => items.SelectMany(item => item.StartsWith('@')
        ? File.ReadLines(item[1..]).Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'))
        : [item]);
}
