using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Vouch.Bytecode.Btf;

/// <summary>Decodes types from their encoded records; where the bytes lie is the derived class's business.</summary>
public abstract class EncodedBtf : BtfSpec
{
    private readonly ConcurrentDictionary<uint, string> strings = new();

    protected EncodedBtf(string name, BtfSpec? baseTypes, bool isKernel)
    {
        Name = name;
        Base = baseTypes;
        IsKernel = isKernel;
        FirstOwnType = baseTypes?.TypeLimit ?? 1;
        FirstOwnString = (baseTypes as EncodedBtf)?.StringLimit ?? 0;
    }

    public sealed override string Name { get; }

    public sealed override BtfSpec? Base { get; }

    public sealed override bool IsKernel { get; }

    public sealed override int FirstOwnType { get; }

    /// <summary>One past the last byte of the string table, counted through the base's.</summary>
    public abstract uint StringLimit { get; }

    /// <summary>The offset of the first byte of this one's own strings: 0, or the base's <see cref="StringLimit"/>.</summary>
    protected uint FirstOwnString { get; }

    /// <summary>The bytes from an own type's header to the end of its last element (more may follow).</summary>
    protected abstract ReadOnlySpan<byte> Record(int id);

    /// <summary>The bytes of an own string without the terminating zero; <paramref name="offset"/> counts from the first own string.</summary>
    protected abstract ReadOnlySpan<byte> OwnString(uint offset);

    /// <summary>A string's bytes (UTF-8 as a rule, whatever the file holds in truth); empty when out of range.</summary>
    public ReadOnlySpan<byte> StringBytes(uint offset)
    {
        if (offset < FirstOwnString)
        {
            return ((EncodedBtf)Base!).StringBytes(offset);
        }

        return offset < StringLimit ? OwnString(offset - FirstOwnString) : default;
    }

    public sealed override string String(uint offset)
    {
        if (offset == 0 || offset >= StringLimit)
        {
            return string.Empty;
        }

        if (offset < FirstOwnString)
        {
            return Base!.String(offset);
        }

        return strings.TryGetValue(offset, out string? text)
            ? text
            : strings.GetOrAdd(offset, Encoding.UTF8.GetString(OwnString(offset - FirstOwnString)));
    }

    public sealed override BtfType Type(BtfTypeId id)
    {
        if ((uint)id.Value >= (uint)TypeLimit || id.Value == 0)
        {
            return default;
        }

        if (id.Value < FirstOwnType)
        {
            return Base!.Type(id);
        }

        ReadOnlySpan<byte> record = Record(id.Value);
        uint information = Word(record, 4);
        return new BtfType(
            id, BtfEncoding.Kind(information), Word(record, 0), BtfEncoding.Count(information), BtfEncoding.KindFlag(information), Word(record, 8));
    }

    public sealed override BtfMember Member(in BtfType type, int index)
    {
        if (IsInherited(type))
        {
            return Base!.Member(type, index);
        }

        ReadOnlySpan<byte> element = Element(type, index);
        uint offset = Word(element, 8);
        return type.KindFlag
            ? new BtfMember(Word(element, 0), Id(element, 4), (int)(offset & 0xffffff), (int)(offset >> 24))
            : new BtfMember(Word(element, 0), Id(element, 4), (int)offset, 0);
    }

    public sealed override BtfParameter Parameter(in BtfType prototype, int index)
    {
        if (IsInherited(prototype))
        {
            return Base!.Parameter(prototype, index);
        }

        ReadOnlySpan<byte> element = Element(prototype, index);
        return new BtfParameter(Word(element, 0), Id(element, 4));
    }

    public sealed override BtfArray Array(in BtfType array)
    {
        if (IsInherited(array))
        {
            return Base!.Array(array);
        }

        ReadOnlySpan<byte> tail = Tail(array, BtfKind.Array);
        return new BtfArray(Id(tail, 0), Id(tail, 4), Word(tail, 8));
    }

    public sealed override BtfEnumerator Enumerator(in BtfType enumeration, int index)
    {
        if (IsInherited(enumeration))
        {
            return Base!.Enumerator(enumeration, index);
        }

        ReadOnlySpan<byte> element = Element(enumeration, index);
        uint low = Word(element, 4);
        long value = enumeration.Kind == BtfKind.Enum64
            ? (long)(low | ((ulong)Word(element, 8) << 32))
            : enumeration.KindFlag ? (int)low : low;
        return new BtfEnumerator(Word(element, 0), value);
    }

    public sealed override BtfSectionVariable SectionVariable(in BtfType section, int index)
    {
        if (IsInherited(section))
        {
            return Base!.SectionVariable(section, index);
        }

        ReadOnlySpan<byte> element = Element(section, index);
        return new BtfSectionVariable(Id(element, 0), Word(element, 4), Word(element, 8));
    }

    public sealed override BtfInteger Integer(in BtfType integer)
    {
        uint encoding = IntegerEncoding(integer);
        uint flags = (encoding >> 24) & 0xf;
        return new BtfInteger((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (int)((encoding >> 16) & 0xff), (int)(encoding & 0xff));
    }

    public sealed override BtfLinkage VariableLinkage(in BtfType variable) =>
        IsInherited(variable) ? Base!.VariableLinkage(variable) : (BtfLinkage)Word(Tail(variable, BtfKind.Variable), 0);

    public sealed override int DeclarationTagComponent(in BtfType tag) =>
        IsInherited(tag) ? Base!.DeclarationTagComponent(tag) : (int)Word(Tail(tag, BtfKind.DeclarationTag), 0);

    /// <summary>The word behind an integer's header, undecoded: a validator wants the reserved bits too.</summary>
    internal uint IntegerEncoding(in BtfType integer) =>
        IsInherited(integer) ? ((EncodedBtf)Base!).IntegerEncoding(integer) : Word(Tail(integer, BtfKind.Int), 0);

    private bool IsInherited(in BtfType type) => type.Id.Value < FirstOwnType && Base is not null;

    private ReadOnlySpan<byte> Element(in BtfType type, int index)
    {
        int size = BtfEncoding.ElementSize(type.Kind);
        if (size == 0 || (uint)index >= (uint)type.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"type {type.Id} of kind {type.Kind} has {type.Count} elements");
        }

        return Record(type.Id.Value).Slice(BtfEncoding.TypeHeader + (index * size), size);
    }

    private ReadOnlySpan<byte> Tail(in BtfType type, BtfKind expected)
    {
        if (type.Kind != expected)
        {
            throw new ArgumentException($"type {type.Id} is of kind {type.Kind}, not {expected}", nameof(type));
        }

        return Record(type.Id.Value)[BtfEncoding.TypeHeader..];
    }

    private protected static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static BtfTypeId Id(ReadOnlySpan<byte> bytes, int offset) => new((int)Word(bytes, offset));
}
