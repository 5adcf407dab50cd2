using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary>Options that several commands take. Each command gets its own instances.</summary>
internal sealed class SharedOptions
{
    public Option<string> Kernel { get; } = new("--kernel", "-k")
    {
        Description = "The kernel to ask about ('vouch kernels list' shows them).",
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

    public Option<int> Jobs { get; } = new("--jobs", "-j")
    {
        Description = "Programs to verify at the same time.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
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

    public Option<int> CpuCount { get; } = CpuCountOption();

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

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write one JSON document (schema in docs/result.schema.json) instead of text.",
    };

    /// <summary>Without this a misspelt option would be taken for a file.</summary>
    public static void RejectOptionsAmong(Argument<string[]> files) => files.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens.Where(t => t.Value.StartsWith('-')))
        {
            result.AddError($"Unknown option '{token.Value}'.");
        }
    });

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
    }

    /// <summary>What the options change in a kernel's rules.</summary>
    public Func<KernelRules, KernelRules> RuleChangeOf(ParseResult parsed) => rules => WithObjectsOf(parsed, rules) with
    {
        MitigatesSpeculation = parsed.GetValue(Mitigations),
        CpuCount = parsed.GetValue(CpuCount),
        Callbacks = ModelNames.CallbacksNamed(parsed.GetValue(CallbackModel)) ?? rules.Callbacks,
    };

    private KernelRules WithObjectsOf(ParseResult parsed, KernelRules rules) =>
        ModelNames.ObjectsNamed(parsed.GetValue(ObjectModel)) is { } model ? rules.WithObjects(model) : rules;

    /// <summary>What the user may do.</summary>
    public Semantics SemanticsOf(ParseResult parsed) => parsed.GetValue(Unprivileged) ? Semantics.Unprivileged : Semantics.Privileged;

    /// <summary>The models that there are, to be read in a sentence.</summary>
    private static string OneOf<T>(ImmutableArray<NamedModel<T>> models)
        where T : struct => $"{string.Join(", ", models[..^1])}, or {models[^1]}";

    private static Option<int> CpuCountOption()
    {
        var option = new Option<int>("--cpus")
        {
            Description = "Possible CPUs of the machine: what bpf_get_smp_processor_id returns is less.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--cpus must be at least 1.");
            }
        });
        return option;
    }
}
