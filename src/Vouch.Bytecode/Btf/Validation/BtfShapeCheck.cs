using System.Globalization;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>What can be said of a type's record by itself: names, counts, flags, sizes. One method a kind; null means fine.</summary>
internal sealed class BtfShapeCheck(RawBtf btf)
{
    private const int MostBits = 128;
    private const uint IntegerBits = 0x0fffffff;

    public BtfProblem? Check(in BtfType type) => type.Kind switch
    {
        BtfKind.Int => CheckInteger(type),
        BtfKind.Array => CheckArray(type),
        BtfKind.Struct or BtfKind.Union => CheckComposite(type),
        BtfKind.Enum or BtfKind.Enum64 => CheckEnum(type),
        BtfKind.Forward => CheckForward(type),
        BtfKind.Function => CheckFunction(type),
        BtfKind.FunctionPrototype => CheckPrototype(type),
        BtfKind.Variable => CheckVariable(type),
        BtfKind.DataSection => CheckSection(type),
        BtfKind.Float => CheckFloat(type),
        BtfKind.DeclarationTag => CheckDeclarationTag(type),
        _ => CheckReference(type),
    };

    private BtfProblem? CheckInteger(in BtfType type)
    {
        if (RequirePlain(type) is BtfProblem problem)
        {
            return problem;
        }

        uint encoding = btf.IntegerEncoding(type);
        if ((encoding & ~IntegerBits) != 0)
        {
            return BtfLogLine.OfTypeInBrief(btf, type, string.Create(CultureInfo.InvariantCulture, $"Invalid int_data:{encoding:x}"));
        }

        uint bits = (encoding & 0xff) + ((encoding >> 16) & 0xff);
        if (bits > MostBits)
        {
            return Refuse(type, "nr_bits exceeds 128");
        }

        if ((bits + 7) / 8 > type.SizeOrType)
        {
            return Refuse(type, "nr_bits exceeds type_size");
        }

        return (encoding >> 24) is 0 or 1 or 2 or 4 ? null : BtfLogLine.OfType(btf, type, "Unsupported encoding", BtfProblem.NotSupported);
    }

    private BtfProblem? CheckArray(in BtfType type)
    {
        if (type.NameOffset != 0)
        {
            return Refuse(type, "Invalid name");
        }

        BtfArray array = btf.Array(type);
        return RequirePlain(type)
            ?? (type.SizeOrType != 0 ? Refuse(type, "size != 0") : null)
            ?? (array.Element.IsVoid ? Refuse(type, "Invalid elem") : null)
            ?? (array.Index.IsVoid ? Refuse(type, "Invalid index") : null);
    }

    private BtfProblem? CheckComposite(in BtfType type)
    {
        if (!IsOptionalName(type.NameOffset))
        {
            return Refuse(type, "Invalid name");
        }

        uint last = 0;
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = btf.Member(type, i);
            uint offset = unchecked((uint)member.BitOffset);
            string? problem = !IsOptionalName(member.NameOffset) ? "Invalid name"
                : member.Type.IsVoid ? "Invalid type_id"
                : (type.Kind == BtfKind.Union && offset != 0) || last > offset ? "Invalid member bits_offset"
                : ((ulong)offset + 7) / 8 > type.SizeOrType ? "Member bits_offset exceeds its struct size"
                : null;
            if (problem is not null)
            {
                return BtfLogLine.OfMember(btf, type, i, problem);
            }

            last = offset;
        }

        return null;
    }

    private BtfProblem? CheckEnum(in BtfType type)
    {
        if (type.SizeOrType is not (1 or 2 or 4 or 8))
        {
            return Refuse(type, "Unexpected size");
        }

        bool named = IsOptionalName(type.NameOffset);
        for (int i = 0; i < type.Count && named; i++)
        {
            named = IsName(btf.Enumerator(type, i).NameOffset);
        }

        return named ? null : Refuse(type, "Invalid name");
    }

    private BtfProblem? CheckForward(in BtfType type) =>
        RequireNoCount(type)
        ?? (type.SizeOrType != 0 ? Refuse(type, "type != 0") : null)
        ?? (IsName(type.NameOffset) ? null : Refuse(type, "Invalid name"));

    private BtfProblem? CheckFunction(in BtfType type)
    {
        if (!IsName(type.NameOffset))
        {
            return Refuse(type, "Invalid name");
        }

        return type.Count > (int)BtfLinkage.Global ? Refuse(type, "Invalid func linkage") : RequireNoFlag(type);
    }

    private BtfProblem? CheckPrototype(in BtfType type) => type.NameOffset != 0 ? Refuse(type, "Invalid name") : RequireNoFlag(type);

    private BtfProblem? CheckVariable(in BtfType type) =>
        RequirePlain(type)
        ?? (IsName(type.NameOffset) ? null : Refuse(type, "Invalid name"))
        ?? (type.Target.IsVoid ? Refuse(type, "Invalid type_id") : null)
        ?? (btf.VariableLinkage(type) is BtfLinkage.Static or BtfLinkage.Global ? null : Refuse(type, "Linkage not supported"));

    private BtfProblem? CheckSection(in BtfType type)
    {
        if (type.SizeOrType == 0)
        {
            return Refuse(type, "size == 0");
        }

        if (RequireNoFlag(type) is BtfProblem flagged)
        {
            return flagged;
        }

        if (type.NameOffset == 0 || !BtfNames.IsSectionName(btf.StringBytes(type.NameOffset)))
        {
            return Refuse(type, "Invalid name");
        }

        ulong end = 0;
        for (int i = 0; i < type.Count; i++)
        {
            // The end wraps at 32 bits: a variable that claims to reach beyond 4 GiB is refused for its size already.
            BtfSectionVariable variable = btf.SectionVariable(type, i);
            string? problem = variable.Variable.IsVoid ? "Invalid type_id"
                : variable.Offset < end || variable.Offset >= type.SizeOrType ? "Invalid offset"
                : variable.Size == 0 || variable.Size > type.SizeOrType ? "Invalid size"
                : unchecked(variable.Offset + variable.Size) > type.SizeOrType ? "Invalid offset+size"
                : null;
            if (problem is not null)
            {
                return BtfLogLine.OfSectionVariable(variable, problem);
            }

            end = unchecked(variable.Offset + variable.Size);
        }

        return null;
    }

    private BtfProblem? CheckFloat(in BtfType type) =>
        RequirePlain(type) ?? (type.SizeOrType is 2 or 4 or 8 or 12 or 16 ? null : Refuse(type, "Invalid type_size"));

    private BtfProblem? CheckDeclarationTag(in BtfType type)
    {
        if (btf.StringBytes(type.NameOffset).IsEmpty)
        {
            return Refuse(type, "Invalid value");
        }

        return RequireNoCount(type) ?? (btf.DeclarationTagComponent(type) < -1 ? Refuse(type, "Invalid component_idx") : null);
    }

    /// <summary>Pointers, typedefs, qualifiers and type tags.</summary>
    private BtfProblem? CheckReference(in BtfType type)
    {
        if (RequireNoCount(type) is BtfProblem counted)
        {
            return counted;
        }

        if (type.KindFlag && type.Kind != BtfKind.TypeTag)
        {
            return RequireNoFlag(type);
        }

        bool named = type.Kind switch
        {
            BtfKind.Typedef => IsName(type.NameOffset),
            BtfKind.TypeTag => !btf.StringBytes(type.NameOffset).IsEmpty,
            _ => type.NameOffset == 0,
        };
        return named ? null : Refuse(type, "Invalid name");
    }

    private bool IsName(uint offset) => offset != 0 && BtfNames.IsIdentifier(btf.StringBytes(offset));

    private bool IsOptionalName(uint offset) => offset == 0 || BtfNames.IsIdentifier(btf.StringBytes(offset));

    private BtfProblem? RequirePlain(in BtfType type) => RequireNoCount(type) ?? RequireNoFlag(type);

    private BtfProblem? RequireNoCount(in BtfType type) => type.Count != 0 ? Refuse(type, "vlen != 0") : null;

    private BtfProblem? RequireNoFlag(in BtfType type) => type.KindFlag ? Refuse(type, "Invalid btf_info kind_flag") : null;

    private BtfProblem Refuse(in BtfType type, string problem) => BtfLogLine.OfType(btf, type, problem);
}
