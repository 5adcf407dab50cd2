using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>What one side of a relocation, local or target, comes to.</summary>
/// <param name="Value">The number for the instruction.</param>
/// <param name="FieldSize">Bytes of the field accessed, where a load or store may have to change width; else 0.</param>
/// <param name="FieldType">The field's type where <paramref name="FieldSize"/> is set.</param>
/// <param name="IsExact">True when the compiler must have written the same value, so that it can be checked.</param>
internal readonly record struct CoreValue(ulong Value, uint FieldSize, BtfTypeId FieldType, bool IsExact)
{
    /// <summary>The value of a path. Faults on array accesses and bit-fields come with a message of their own.</summary>
    public static CoreFault Of(CorePath path, out CoreValue value, out string? problem)
    {
        value = new CoreValue(0, 0, default, true);
        problem = null;
        if (path.Kind.IsField())
        {
            return OfField(path, out value, out problem);
        }

        if (path.Kind.IsType())
        {
            return OfType(path, ref value);
        }

        return OfEnumerator(path, ref value);
    }

    /// <summary>The value where the kernel has no counterpart; false when the instruction cannot be given any.</summary>
    public static bool OfMissing(CoreRelocationKind kind, out CoreValue value)
    {
        value = new CoreValue(0, 0, default, true);
        return kind.IsType() || kind is CoreRelocationKind.FieldExists or CoreRelocationKind.EnumeratorExists;
    }

    private static CoreFault OfType(CorePath path, ref CoreValue value)
    {
        switch (path.Kind)
        {
            case CoreRelocationKind.TargetTypeId:
                // Static linking renumbers types, so what the compiler wrote says nothing.
                value = value with { Value = (ulong)path.Root.Value, IsExact = false };
                return CoreFault.None;
            case CoreRelocationKind.TypeExists or CoreRelocationKind.TypeMatches:
                value = value with { Value = 1 };
                return CoreFault.None;
            case CoreRelocationKind.TypeSize:
                long size = path.Types.SizeOf(path.Root);
                value = value with { Value = (ulong)size };
                return size < 0 ? CoreFault.Invalid : CoreFault.None;
            default:
                return CoreFault.NotSupported;
        }
    }

    private static CoreFault OfEnumerator(CorePath path, ref CoreValue value)
    {
        if (path.Kind == CoreRelocationKind.EnumeratorExists)
        {
            value = value with { Value = 1 };
            return CoreFault.None;
        }

        if (path.Kind != CoreRelocationKind.EnumeratorValue)
        {
            return CoreFault.NotSupported;
        }

        BtfType type = path.Types.Type(path.Steps[0].Type);
        long number = path.Types.Enumerator(type, path.Steps[0].Index).Value;

        // Values of 32 bits are sign-extended even where the enum is unsigned.
        value = value with { Value = unchecked((ulong)(type.Kind == BtfKind.Enum ? (int)number : number)) };
        return CoreFault.None;
    }

    private static CoreFault OfField(CorePath path, out CoreValue value, out string? problem)
    {
        problem = null;
        value = new CoreValue(1, 0, default, true);
        if (path.Kind == CoreRelocationKind.FieldExists)
        {
            return CoreFault.None;
        }

        if (path.Last.Name is null)
        {
            return OfElement(path, ref value, out problem);
        }

        if (!FieldStorage.TryLocate(path, out FieldStorage field, out problem))
        {
            return problem is null ? CoreFault.Invalid : CoreFault.TooBig;
        }

        bool exact = !field.IsBitField;
        switch (path.Kind)
        {
            case CoreRelocationKind.FieldByteOffset:
                value = new CoreValue(field.ByteOffset, 0, default, exact);
                return field.IsBitField ? CoreFault.None : WithFieldSize(path.Types, field.Type.Id, ref value);
            case CoreRelocationKind.FieldByteSize:
                value = new CoreValue(field.Bytes, 0, default, exact);
                return CoreFault.None;
            case CoreRelocationKind.FieldSigned:
                bool signed = field.Type.IsAnyEnum ? field.Type.KindFlag : field.Type.Kind == BtfKind.Int && path.Types.Integer(field.Type).IsSigned;
                value = new CoreValue(signed ? 1u : 0, 0, default, true);
                return CoreFault.None;
            case CoreRelocationKind.FieldLeftShift:
                value = new CoreValue(unchecked(64u - (field.BitOffset + field.Bits - (field.ByteOffset * 8))), 0, default, exact);
                return CoreFault.None;
            case CoreRelocationKind.FieldRightShift:
                value = new CoreValue(unchecked(64u - field.Bits), 0, default, true);
                return CoreFault.None;
            default:
                return CoreFault.NotSupported;
        }
    }

    private static CoreFault OfElement(CorePath path, ref CoreValue value, out string? problem)
    {
        problem = null;
        switch (path.Kind)
        {
            case CoreRelocationKind.FieldByteOffset:
                value = value with { Value = path.BitOffset / 8 };
                return WithFieldSize(path.Types, path.Last.Type, ref value);
            case CoreRelocationKind.FieldByteSize:
                long size = path.Types.SizeOf(path.Last.Type);
                value = value with { Value = (ulong)size };
                return size < 0 ? CoreFault.Invalid : CoreFault.None;
            default:
                problem = "can't be applied to array access";
                return CoreFault.Invalid;
        }
    }

    /// <summary>Of arrays the element's size matters: that is what one load or store touches.</summary>
    private static CoreFault WithFieldSize(BtfSpec types, BtfTypeId field, ref CoreValue value)
    {
        BtfType element = types.SkipModifiers(field);
        for (int turns = 0; element.Kind == BtfKind.Array; turns++)
        {
            if (turns > types.TypeLimit)
            {
                return CoreFault.Invalid;
            }

            element = types.SkipModifiers(types.Array(element).Element);
        }

        long size = types.SizeOf(element.Id);
        value = value with { FieldSize = unchecked((uint)size), FieldType = field };
        return size < 0 ? CoreFault.Invalid : CoreFault.None;
    }

    /// <summary>Where a member lies: for a bit-field, the smallest aligned integer that holds it whole.</summary>
    private readonly record struct FieldStorage(BtfType Type, uint BitOffset, uint Bits, uint ByteOffset, uint Bytes, bool IsBitField)
    {
        public static bool TryLocate(CorePath path, out FieldStorage storage, out string? problem)
        {
            storage = default;
            problem = null;
            BtfMember member = path.Types.Member(path.Types.Type(path.Last.Type), path.Last.Index);
            BtfType type = path.Types.SkipModifiers(member.Type);
            uint bits = (uint)member.BitFieldSize;
            if (bits == 0)
            {
                long size = path.Types.SizeOf(type.Id);
                storage = new FieldStorage(type, path.BitOffset, unchecked((uint)size * 8), path.BitOffset / 8, unchecked((uint)size), false);
                return size >= 0;
            }

            uint bytes = type.SizeOrType;
            for (; bytes != 0; bytes *= 2)
            {
                uint start = path.BitOffset / 8 / bytes * bytes;
                if (unchecked(path.BitOffset + bits - (start * 8)) <= unchecked(bytes * 8))
                {
                    storage = new FieldStorage(type, path.BitOffset, bits, start, bytes, true);
                    return true;
                }

                if (bytes >= 8)
                {
                    break;
                }
            }

            problem = bytes == 0 ? null : "can't be satisfied for bitfield";
            return false;
        }
    }
}
