using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Writing;
using Vouch.Kernel;
using Vouch.Kernel.Helpers;

namespace Vouch.Fuzzing.Generation;

/// <summary>What programs find around them: the base's maps and types, and the kernel's helpers.</summary>
internal sealed class Surroundings
{
    private readonly BaseObject origin;
    private readonly Dictionary<string, ImmutableArray<(string, HelperPrototype)>> helpers = [];

    public Surroundings(BaseObject origin, KernelProfile kernel)
    {
        this.origin = origin;
        byte[] empty = ObjectWriter.Write(origin, []);
        Maps = [.. ObjectFile.Read(empty, "base.bpf.o").Maps
            .Where(m => !m.Name.Contains('.'))
            .Select(m => new MapRow(m.Name, m.Type, (int)m.KeySize, (int)m.ValueSize))];
        foreach (ProgramShape shape in ProgramShape.All)
        {
            helpers.Add(shape.Section, HelperStatements.Of(kernel, shape));
        }
    }

    public ImmutableArray<MapRow> Maps { get; }

    public ImmutableArray<(string Name, HelperPrototype Prototype)> HelpersOf(ProgramShape shape) => helpers[shape.Section];

    /// <summary>The kernel's types.</summary>
    public BtfSpec KernelTypes => origin.KernelTypes;

    public int TypeNumber(string structName) => origin.Struct(structName).Value;
}
