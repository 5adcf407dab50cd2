using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>
/// The special fields of the structs of one program's BTF that directly hold any: what allocated objects, nodes and kptrs to
/// them are checked against. The whole table is void when one struct breaks the rules.
/// </summary>
internal sealed class StructFields
{
    /// <summary>How deep objects may own one another. Source: Linux 7.3, BTF_MAX_OWNERSHIP_DEPTH.</summary>
    private const int MaxOwnership = 8;

    private readonly Dictionary<BtfTypeId, SpecialFields> records = [];

    /// <summary>False when the kernel would refuse this BTF for its special fields.</summary>
    public bool IsGood { get; private set; } = true;

    /// <summary>The special fields of a struct, or null when it has none.</summary>
    public SpecialFields? Find(BtfTypeId type) => IsGood ? records.GetValueOrDefault(type) : null;

    public static StructFields Read(ProgramFacts facts, BtfSpec types)
    {
        StructFields table = new();
        for (int id = types.FirstOwnType; id < types.TypeLimit && table.IsGood; id++)
        {
            BtfType type = types.Type(new BtfTypeId(id));
            if (type.Kind == BtfKind.Struct && HoldsSpecial(types, type))
            {
                table.Add(facts, types, type);
            }
        }

        table.Link(types, facts);
        return table;
    }

    private void Add(ProgramFacts facts, BtfSpec types, BtfType type)
    {
        SpecialFields? record = SpecialFieldReader.Read(
            facts, types, type, SpecialFieldKinds.OfObjects, type.SizeOrType, out bool isGood);
        IsGood = isGood && record is not null;
        if (record is not null)
        {
            records.Add(type.Id, record);
        }
    }

    /// <summary>Fills in what graph roots contain and kptrs point to, as far as this BTF has it.</summary>
    public bool TryLink(SpecialFields record, BtfSpec types, ProgramFacts facts)
    {
        foreach (SpecialField field in record.Fields)
        {
            bool isRoot = (field.Kind & SpecialFieldKind.GraphRoot) != 0;
            if (isRoot || ((field.Kind & SpecialFieldKind.AnyKptr) != 0 && facts.Types(field.PointeeTypes) == types))
            {
                field.Pointee = records.GetValueOrDefault(field.PointeeType);
                if (isRoot && field.Pointee is null)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Link(BtfSpec types, ProgramFacts facts)
    {
        foreach (SpecialFields record in records.Values)
        {
            IsGood &= TryLink(record, types, facts);
        }

        Dictionary<SpecialFields, int> depths = [];
        foreach (SpecialFields record in records.Values)
        {
            IsGood = IsGood && Depth(record, depths, MaxOwnership) >= 0;
        }
    }

    /// <summary>How many objects deep a record owns others, itself included; -1 when more than allowed. Recursion ends at the limit.</summary>
    private static int Depth(SpecialFields record, Dictionary<SpecialFields, int> depths, int allowed)
    {
        if (allowed == 0)
        {
            return -1;
        }

        if (!depths.TryGetValue(record, out int depth))
        {
            const SpecialFieldKind Owning =
                SpecialFieldKind.GraphRoot | SpecialFieldKind.KptrReferenced | SpecialFieldKind.KptrPercpu;
            int deepest = 0;
            foreach (SpecialField field in record.Fields)
            {
                if ((field.Kind & Owning) == 0 || field.Pointee is not { } owned)
                {
                    continue;
                }

                int below = Depth(owned, depths, allowed - 1);
                if (below < 0)
                {
                    return -1;
                }

                deepest = below > deepest ? below : deepest;
            }

            depth = deepest + 1;
            depths[record] = depth;
        }

        return depth > allowed ? -1 : depth;
    }

    /// <summary>A member's own type is special, or a pointer tagged as kptr; deeper ones do not put a struct in the table.</summary>
    private static bool HoldsSpecial(BtfSpec types, in BtfType type)
    {
        const SpecialFieldKind ByName = SpecialFieldKind.SpinLock | SpecialFieldKind.GraphRoot | SpecialFieldKind.GraphNode
            | SpecialFieldKind.RefCount;
        for (int i = 0; i < type.Count; i++)
        {
            BtfType member = types.Type(types.Member(type, i).Type);
            if (member.Kind == BtfKind.Struct && SpecialFieldKinds.TryGet(types.NameOf(member), ByName, out _))
            {
                return true;
            }

            if (SpecialFieldScan.TryReadPointer(types, member, SpecialFieldKind.AnyKptr, out FoundField pointer)
                && pointer.Kind != SpecialFieldKind.None)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The special fields of what a register points to.</summary>
internal static class RegisterFields
{
    /// <summary>The fields of a map's value, or of an object of one of the program's types; null when there are none.</summary>
    public static SpecialFields? Of(ProgramFacts facts, StructFieldTables structFields, in RegisterState register) => register.Type.Kind switch
    {
        RegisterKind.MapValue when register.Type.Flags == TypeFlags.None => facts.Map(register.Map).Fields,
        RegisterKind.BtfObject when register.Type.IsAllocatedObject => structFields.Find(register.Btf, register.BtfType),
        _ => null,
    };

    /// <summary>The fields of one of the program's structs; null when there are none.</summary>
    public static SpecialFields? OfProgramStruct(StructFieldTables structFields, BtfTypeId type) => structFields.Find(BtfHandle.Program, type);
}
