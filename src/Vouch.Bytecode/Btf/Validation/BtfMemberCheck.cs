using System;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>Does a member, its type being resolved, fit into its struct where it is said to lie?</summary>
internal sealed class BtfMemberCheck(RawBtf btf, ReferenceWalk walk)
{
    public BtfProblem? Check(in BtfType composite, int index)
    {
        BtfMember member = btf.Member(composite, index);
        BtfTypeId id = member.Type;
        BtfType type = btf.Type(id);
        if (type.IsModifier)
        {
            if (!walk.TrySize(ref id, out _))
            {
                return BtfLogLine.OfMember(btf, composite, index, "Invalid member");
            }

            type = btf.Type(id);
        }

        uint offset = unchecked((uint)member.BitOffset);
        string? problem = type.Kind switch
        {
            BtfKind.Int => composite.KindFlag ? OfBitField(composite, member, type) : OfInteger(composite, offset, type),
            BtfKind.Enum or BtfKind.Enum64 when composite.KindFlag => OfEnumBitField(composite, member),
            BtfKind.Pointer or BtfKind.Array or BtfKind.Struct or BtfKind.Union or BtfKind.Float when member.BitFieldSize != 0 =>
                "Invalid member bitfield_size",
            BtfKind.Float => OfFloat(composite, offset, type),
            BtfKind.Pointer => OfBytes(composite, offset, 8),
            BtfKind.Array => OfBytes(composite, offset, walk.SizeOf(id)),
            BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 => OfBytes(composite, offset, type.SizeOrType),
            _ => null,
        };
        if (problem is not null)
        {
            return BtfLogLine.OfMember(btf, composite, index, problem);
        }

        return HasSize(type.Kind)
            ? null
            : BtfLogLine.OfTypeInBrief(btf, composite, composite.KindFlag ? "Unsupported check_kflag_member" : "Unsupported check_member");
    }

    private static bool HasSize(BtfKind kind) => kind is BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Pointer or BtfKind.Array
        or BtfKind.Struct or BtfKind.Union or BtfKind.Float;

    private static string? OfBytes(in BtfType composite, uint offset, uint size)
    {
        if (offset % 8 != 0)
        {
            return "Member is not byte aligned";
        }

        return unchecked(composite.SizeOrType - (offset / 8)) < size ? "Member exceeds struct_size" : null;
    }

    private static string? OfFloat(in BtfType composite, uint offset, in BtfType type)
    {
        if (offset % (Math.Min(8, type.SizeOrType) * 8) != 0)
        {
            return "Member is not properly aligned";
        }

        return ((ulong)offset / 8) + type.SizeOrType > composite.SizeOrType ? "Member exceeds struct_size" : null;
    }

    private string? OfInteger(in BtfType composite, uint offset, in BtfType type)
    {
        uint encoding = btf.IntegerEncoding(type), inner = (encoding >> 16) & 0xff;
        return uint.MaxValue - offset < inner ? "bits_offset exceeds U32_MAX" : OfBits(composite, offset + inner, encoding & 0xff);
    }

    private string? OfBitField(in BtfType composite, in BtfMember member, in BtfType type)
    {
        if (!ReferenceWalk.IsRegularInteger(btf, type))
        {
            return "Invalid member base type";
        }

        uint whole = btf.IntegerEncoding(type) & 0xff, offset = (uint)member.BitOffset, bits = (uint)member.BitFieldSize;
        if (bits == 0)
        {
            return offset % 8 != 0 ? "Invalid member offset" : OfBits(composite, offset, whole);
        }

        return bits > whole ? "Invalid member bitfield_size" : OfBits(composite, offset, bits);
    }

    private static string? OfBits(in BtfType composite, uint offset, uint bits)
    {
        uint first = offset / 8, touched = bits + (offset % 8);
        if (touched > 128)
        {
            return "nr_copy_bits exceeds 128";
        }

        return composite.SizeOrType < first || composite.SizeOrType - first < (touched + 7) / 8 ? "Member exceeds struct_size" : null;
    }

    /// <summary>Bit-fields of enum type are held in an int whatever the enum's size.</summary>
    private static string? OfEnumBitField(in BtfType composite, in BtfMember member)
    {
        uint offset = (uint)member.BitOffset, bits = (uint)member.BitFieldSize;
        if (bits == 0 && offset % 8 != 0)
        {
            return "Member is not byte aligned";
        }

        if (bits > 32)
        {
            return "Invalid member bitfield_size";
        }

        return composite.SizeOrType < (offset + (bits == 0 ? 32 : bits) + 7) / 8 ? "Member exceeds struct_size" : null;
    }
}
