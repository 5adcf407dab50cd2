using System;
using System.Collections.Generic;
using Vouch.Bytecode.Objects;
using Vouch.Kernel;

namespace Vouch.Cli.Running;

/// <summary>Prepares the programs of objects for one kernel.</summary>
internal sealed class ObjectPreparation
{
    private readonly KernelView view;

    public ObjectPreparation(string kernel, IReadOnlyList<string> moduleTypes)
    {
        Kernel = KernelProfile.Open(kernel);
        view = Kernel.OpenView(moduleTypes);
    }

    public KernelProfile Kernel { get; }

    /// <summary>The wanted programs of an object, in its order, with the wanted maps.</summary>
    public IReadOnlyList<PreparedProgram> Prepare(
        ObjectFile file, Predicate<string>? selection = null, Predicate<MapDefinition>? mapSelection = null) =>
        file.Prepare(view, new PrepareOptions { Selection = selection, MapSelection = mapSelection });
}
