using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary>Options that several commands take. Each command gets its own instances.</summary>
/// <param name="timeout">Seconds for one program unless given; 0 for no limit.</param>
internal sealed class SharedOptions(double timeout = LimitOptions.UsualTimeout)
{
    public Option<string> Kernel { get; } = new("--kernel", "-k")
    {
        Description = "The kernel to ask about: the name of a profile ('vouch kernels list' shows them), its version alone, or latest.",
        HelpName = "NAME",
        DefaultValueFactory = _ => KernelProfile.Linux73.Name,
    };

    public Option<bool> Preview { get; } = new("--preview")
    {
        Description = "Answer for kernels whose rules are not complete yet; answers may be wrong.",
    };

    public Option<string[]> ModuleTypes { get; } = new("--module-btf")
    {
        Description = "Types of a module loaded in that kernel: a raw BTF file as in /sys/kernel/btf, or the .ko file. Repeatable.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public Option<int> Jobs { get; } = NumberOption.Of(
        ["--jobs", "-j"], "Programs to verify at the same time; as many as there are processors unless given.", Environment.ProcessorCount, (1, int.MaxValue));

    public LimitOptions Limits { get; } = new(timeout);

    public Option<string[]> SourceRoots { get; } = new("--source-root")
    {
        Description = "Call source files that begin with FROM by TO instead; without TO, by the rest of their path. Repeatable.",
        HelpName = "FROM[=TO]",
        DefaultValueFactory = _ => [],
    };

    public Option<string?> ObjectModel { get; } = new Option<string?>("--object-model")
    {
        Description = $"How owned and derived objects hang together, instead of as the kernel has it: {OneOf(ModelNames.Objects)}.",
        HelpName = "MODEL",
    }.AcceptOnlyFromAmong([.. ModelNames.Objects.Select(entry => entry.Name)]);

    public Option<string?> CallbackModel { get; } = new Option<string?>("--callback-model")
    {
        Description = $"How functions are verified that a call runs before it returns, instead of as the kernel does: {OneOf(ModelNames.Callbacks)}.",
        HelpName = "MODEL",
    }.AcceptOnlyFromAmong([.. ModelNames.Callbacks.Select(entry => entry.Name)]);

    public Option<bool> Unprivileged { get; } = new("--unprivileged")
    {
        Description = "Judge as for a user without capabilities, on a kernel that lets such users load programs.",
    };

    public Option<bool> Mitigations { get; } = new("--mitigations")
    {
        Description = "The kernel guards against speculative execution, as most do (matters with --unprivileged).",
    };

    public Option<int> CpuCount { get; } = NumberOption.Of(
        ["--cpus"], "Possible CPUs of the machine: what bpf_get_smp_processor_id returns is less.", 1, (1, int.MaxValue));

    public Option<string?> Target { get; } = new("--target")
    {
        Description = "The program that freplace programs extend, and whose functions fentry, fexit and the like trace where it has them.",
        HelpName = "OBJECT:PROGRAM",
    };

    public Option<string?> TargetFunction { get; } = new("--target-function")
    {
        Description = "The function of --target that is meant, instead of the one that a program's section names.",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Add(Kernel);
        command.Add(Preview);
        command.Add(ModuleTypes);
        command.Add(Jobs);
        command.Add(Unprivileged);
        command.Add(Mitigations);
        command.Add(CpuCount);
        command.Add(Target);
        command.Add(TargetFunction);
        command.Add(ObjectModel);
        command.Add(CallbackModel);
        command.Add(SourceRoots);
        Limits.AddTo(command);
    }

    /// <summary>The run that these options describe.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">The objects.</param>
    /// <param name="filter">Which of their programs.</param>
    public RunOptions RunOf(ParseResult parsed, IReadOnlyList<string> files, StatFilter filter) => new()
    {
        Files = files,
        Filter = filter,
        Kernel = parsed.GetRequiredValue(Kernel),
        ModuleTypes = parsed.GetRequiredValue(ModuleTypes),
        RuleChange = RuleChangeOf(parsed),
        Target = parsed.GetValue(Target),
        TargetFunction = parsed.GetValue(TargetFunction),
        Jobs = parsed.GetRequiredValue(Jobs),
        Limits = Limits.LimitsOf(parsed),
        SourceRoots = new SourceRoots(parsed.GetRequiredValue(SourceRoots)),
        Verifier = new VerifierOptions { Semantics = SemanticsOf(parsed), AllowsPreview = parsed.GetValue(Preview) },
    };

    /// <summary>What the options change in a kernel's rules.</summary>
    private Func<KernelRules, KernelRules> RuleChangeOf(ParseResult parsed) => rules => WithObjectsOf(parsed, rules) with
    {
        MitigatesSpeculation = parsed.GetValue(Mitigations),
        CpuCount = parsed.GetValue(CpuCount),
        Callbacks = ModelNames.CallbacksNamed(parsed.GetValue(CallbackModel)) ?? rules.Callbacks,
    };

    private KernelRules WithObjectsOf(ParseResult parsed, KernelRules rules) =>
        ModelNames.ObjectsNamed(parsed.GetValue(ObjectModel)) is { } model ? rules.WithObjects(model) : rules;

    /// <summary>What the user may do.</summary>
    private Semantics SemanticsOf(ParseResult parsed) => parsed.GetValue(Unprivileged) ? Semantics.Unprivileged : Semantics.Privileged;

    /// <summary>The models that there are, to be read in a sentence.</summary>
    private static string OneOf<T>(ImmutableArray<NamedModel<T>> models)
        where T : struct => $"{string.Join(", ", models[..^1])}, or {models[^1]}";
}
