using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>The special fields of the structs of all BTFs that a program uses; a BTF is read when it is first asked about.</summary>
internal sealed class StructFieldTables(ProgramFacts facts)
{
    private readonly Dictionary<BtfSpec, StructFields> tables = [];

    /// <summary>The special fields of the structs of a program's BTF.</summary>
    public StructFields Of(BtfSpec spec)
    {
        if (!tables.TryGetValue(spec, out StructFields? table))
        {
            table = StructFields.Read(facts, spec);
            tables.Add(spec, table);
        }

        return table;
    }

    /// <summary>The special fields of a struct of a program's own BTF, or null when it has none.</summary>
    public SpecialFields? Find(BtfHandle types, BtfTypeId type)
    {
        BtfSpec spec = facts.Types(types);
        return spec.IsKernel ? null : Of(spec).Find(type);
    }
}
