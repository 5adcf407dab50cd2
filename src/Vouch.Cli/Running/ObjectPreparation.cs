using System;
using System.Collections.Generic;
using System.IO;
using Vouch.Bytecode;
using Vouch.Bytecode.Objects;
using Vouch.Kernel;

namespace Vouch.Cli.Running;

/// <summary>Reads objects and prepares their programs for one kernel.</summary>
internal sealed class ObjectPreparation
{
    private readonly KernelView view;

    public ObjectPreparation(string kernel, IReadOnlyList<string> moduleTypes)
    {
        Kernel = KernelProfile.Open(kernel);
        view = Kernel.OpenView(moduleTypes);
    }

    public KernelProfile Kernel { get; }

    /// <summary>The wanted programs of an object, in its order, and how many it has altogether.</summary>
    /// <exception cref="BadInputException">The file is no BPF object, or broken.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (IReadOnlyList<PreparedProgram> Wanted, int Total) Prepare(string path, Predicate<string>? selection = null)
    {
        ObjectFile file = ObjectFile.Read(path);
        return (file.Prepare(view, new PrepareOptions { Selection = selection }), file.Programs.Length);
    }
}
