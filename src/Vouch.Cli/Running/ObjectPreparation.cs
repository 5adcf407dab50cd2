using System;
using System.Collections.Generic;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Kernel;
using Vouch.Kernel.Releases;
using Vouch.Kernel.Rules;

namespace Vouch.Cli.Running;

/// <summary>Prepares the programs of objects for one kernel.</summary>
internal sealed class ObjectPreparation
{
    private readonly KernelView view;

    /// <param name="kernel">The kernel as users name it.</param>
    /// <param name="moduleTypes">BTF files of modules that are loaded in it.</param>
    /// <param name="change">Other rules than the kernel's own; null for its own.</param>
    /// <param name="capabilities">What the user who loads may do.</param>
    public ObjectPreparation(
        string kernel,
        IReadOnlyList<string> moduleTypes,
        Func<KernelRules, KernelRules>? change = null,
        Capabilities capabilities = Capabilities.All)
    {
        KernelProfile profile = KernelProfile.Open(KernelSelection.One(kernel));
        Kernel = change is null ? profile : profile.WithRules(change(profile.Rules));
        view = Kernel.OpenView(moduleTypes, capabilities);
    }

    public KernelProfile Kernel { get; }

    /// <summary>Answers are wanted although the kernel's rules may not be complete.</summary>
    public bool AllowsPreview { get; init; }

    /// <summary>The program whose functions those prepared from now on replace or trace; null when there is none.</summary>
    public LoadRequest? Target { get; set; }

    /// <summary>The function of it that is meant; null for those that sections name.</summary>
    public string? TargetFunction { get; set; }

    /// <summary>The wanted programs of an object, in its order, with the wanted maps.</summary>
    public IReadOnlyList<PreparedProgram> Prepare(
        ObjectFile file, Predicate<string>? selection = null, Predicate<MapDefinition>? mapSelection = null) =>
        file.Prepare(view, new PrepareOptions { Selection = selection, MapSelection = mapSelection, TargetProgram = Target, TargetFunction = TargetFunction });
}
