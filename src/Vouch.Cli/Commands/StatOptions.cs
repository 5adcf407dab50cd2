using System.CommandLine;

namespace Vouch.Cli.Commands;

/// <summary>veristat's options by veristat's letters, and a few of our own.</summary>
internal sealed class StatOptions
{
    public Argument<string[]> Objects { get; } = ObjectArguments.Create("Compiled BPF objects; with -C or -R, CSV files.");

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Print each program's verifier log." };

    public LogOptions Log { get; } = new();

    public FormatOption Format { get; } = FormatOption.Create("table", "table", "csv", "json", "ndjson");

    public Option<string[]> Columns { get; } = new("--emit", "-e")
    {
        Description = "Columns to print, comma-separated. Repeatable.", HelpName = "SPEC", DefaultValueFactory = _ => [],
    };

    public Option<string[]> Sort { get; } = new("--sort", "-s")
    {
        Description = "Columns to sort by, comma-separated; ^ after a name sorts upward, . downward. With -C, _a, _b, _diff and _pct behind a name say which value.", HelpName = "SPEC",
        DefaultValueFactory = _ => [],
    };

    public SelectionOptions Selection { get; } = new();

    public Option<bool> Compare { get; } = new("--compare", "-C")
    {
        Description = "Compare two CSV files as this command and veristat write them, A and B, instead of verifying objects.",
    };

    public Option<bool> Replay { get; } = new("--replay", "-R")
    {
        Description = "Print the rows of one such CSV file, filtered, sorted and with the columns that are asked for.",
    };

    public Option<int> Top { get; } = NumberOption.Of(["--top-n", "-n"], "Print the first N rows only.", 0, (0, int.MaxValue));

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

    public Option<string[]> FailOn { get; } = Gate.FailOnOption();

    public Option<bool> AllowEmpty { get; } = Gate.AllowEmptyOption();

    /// <summary>As veristat has it, no program takes too long: statistics must not depend on what else the machine does.</summary>
    public SharedOptions Shared { get; } = new(timeout: 0);

    public Command AddTo(Command command)
    {
        command.Add(Objects);
        Selection.AddTo(command);
        Log.AddTo(command);
        Format.AddTo(command);
        foreach (Option option in (Option[])
                 [
                     Verbose, Columns, Sort, Compare, Replay, Top, Quiet, TestStates, TestInvariants, LogDirectory, Unknown, Deterministic, FailOn, AllowEmpty,
                 ])
        {
            command.Add(option);
        }

        Unknown.AcceptOnlyFromAmong("failure");
        Shared.AddTo(command);
        return command;
    }
}
