using System.Collections.Generic;
using System.IO;
using Vouch.Bytecode;
using Vouch.Kernel;

namespace Vouch.Cli.Running;

/// <summary>Reads objects and prepares their programs for one kernel.</summary>
internal sealed class ObjectPreparation
{
    public ObjectPreparation(string kernel, IReadOnlyList<string> moduleTypes)
    {
        Kernel = KernelProfile.Open(kernel);
        ModuleTypes = moduleTypes;
    }

    public KernelProfile Kernel { get; }

    private IReadOnlyList<string> ModuleTypes { get; }

    /// <summary>All programs of an object, in its order.</summary>
    /// <exception cref="BadInputException">The file is no BPF object, or broken.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<PreparedProgram> Prepare(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        throw new BadInputException($"reading objects is not there yet ({bytes.Length} bytes, {ModuleTypes.Count} modules)", path);
    }
}
