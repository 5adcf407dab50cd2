using System;
using System.CommandLine;
using Vouch.Kernel;

namespace Vouch.Cli.Commands;

/// <summary>The options of <c>vouch fuzz</c>.</summary>
internal sealed class FuzzOptions
{
    public Option<ulong> Seed { get; } = Number("--seed", 1UL, "Programs depend on this and on their number only.");

    public Option<long> First { get; } = Number("--first", 0L, "The number of the first program.");

    public Option<int> Count { get; } = Number("--count", 1000, "How many programs to make.");

    public Option<int> PerObject { get; } = Number("--per-object", 250, "How many programs go into one object.");

    public Option<int> Batch { get; } = Number("--batch", 5000, "How many programs the oracle is asked about at once.");

    public Option<int> MostInstructions { get; } = Number("--most-instructions", 20000, "Leave out programs that take more: they cost a kernel seconds.");

    public Option<int> Cpus { get; } = Number("--cpus", 2, "Possible CPUs of the machine that the oracle asks.");

    public Option<bool> TestStates { get; } = new("--test-states", "-t")
    {
        Description = "Checkpoints as often as possible (BPF_F_TEST_STATE_FREQ); the oracle's command must ask for the same.",
    };

    public Option<int> LogLevel { get; } = Number("--log-level", 1, "Level of the logs that are compared: 1 or 2.");

    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "Folder for the objects, the kernel's answers, and the programs about which there is disagreement.",
        HelpName = "FOLDER",
    };

    public Option<string?> Oracle { get; } = new("--oracle")
    {
        Description = "The command that asks a real kernel. It is run as COMMAND -l LEVEL -o FOLDER OBJECT..., and must leave FOLDER/NAME.log "
            + "with what 'veristat -v -o csv' printed for each NAME.bpf.o.",
        HelpName = "COMMAND",
    };

    public Option<string[]> Programs { get; } = new("--program")
    {
        Description = "Instead of making programs, ask about this one: a text as in an earlier run's disagreements. It is written to cases/ "
            + "in the output folder with what the kernel said. Repeatable.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Reduce { get; } = new("--reduce") { Description = "Shrink each --program while the difference stays." };

    public Option<string> Kernel { get; } = new("--kernel", "-k")
    {
        Description = "The kernel whose rules are compared ('vouch kernels list' shows them).",
        HelpName = "NAME",
        DefaultValueFactory = _ => KernelProfile.Linux73.Name,
    };

    public Option<int> Jobs { get; } = Number("--jobs", Environment.ProcessorCount, "Programs to verify at the same time.", "-j");

    public Option<bool> Json { get; } = new("--json") { Description = "Write the summary as one JSON document instead of text." };

    public Command AddTo(Command command)
    {
        command.Add(Seed);
        command.Add(First);
        command.Add(Count);
        command.Add(PerObject);
        command.Add(Batch);
        command.Add(MostInstructions);
        command.Add(Cpus);
        command.Add(TestStates);
        command.Add(LogLevel);
        command.Add(Output);
        command.Add(Oracle);
        command.Add(Programs);
        command.Add(Reduce);
        command.Add(Kernel);
        command.Add(Jobs);
        command.Add(Json);
        return command;
    }

    private static Option<T> Number<T>(string name, T preset, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => preset,
    };
}
