using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Vouch.Bytecode.Btf;

/// <content>Adding types, one method a kind. Each returns the new type's number.</content>
public sealed partial class BtfBuilder
{
    /// <summary>Adds an integer of a byte size; without an encoding an unsigned one of all its bits.</summary>
    /// <param name="text">The type's name.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="encoding">Bits, offset and flags; null means all bits of an unsigned integer.</param>
    public BtfTypeId AddInteger(string text, int size, BtfInteger? encoding = null)
    {
        BtfInteger bits = encoding ?? new BtfInteger(false, false, false, 0, size * 8);
        uint flags = (bits.IsSigned ? 1u : 0) | (bits.IsChar ? 2u : 0) | (bits.IsBool ? 4u : 0);
        return Add(BtfKind.Int, text, (uint)size, [(flags << 24) | ((uint)bits.BitOffset << 16) | (uint)bits.Bits]);
    }

    /// <summary>Adds a floating-point number of a byte size.</summary>
    public BtfTypeId AddFloat(string text, int size) => Add(BtfKind.Float, text, (uint)size, []);

    /// <summary>Adds a pointer.</summary>
    public BtfTypeId AddPointer(BtfTypeId target) => Add(BtfKind.Pointer, string.Empty, (uint)target.Value, []);

    /// <summary>const, volatile or restrict.</summary>
    public BtfTypeId AddQualifier(BtfKind kind, BtfTypeId target) => Add(kind, string.Empty, (uint)target.Value, []);

    /// <summary>Adds a typedef.</summary>
    public BtfTypeId AddTypedef(string text, BtfTypeId target) => Add(BtfKind.Typedef, text, (uint)target.Value, []);

    /// <summary>Adds a type tag.</summary>
    public BtfTypeId AddTypeTag(string text, BtfTypeId target) => Add(BtfKind.TypeTag, text, (uint)target.Value, []);

    /// <summary>Adds a declaration tag; component -1 means the whole target.</summary>
    /// <param name="text">The tag's value.</param>
    /// <param name="target">What it is on.</param>
    /// <param name="component">A member's or parameter's index, or -1 for the whole.</param>
    public BtfTypeId AddDeclarationTag(string text, BtfTypeId target, int component = -1) =>
        Add(BtfKind.DeclarationTag, text, (uint)target.Value, [(uint)component]);

    /// <summary>Adds a forward declaration of a struct or union.</summary>
    public BtfTypeId AddForward(string text, bool isUnion) => Add(BtfKind.Forward, text, 0, [], 0, isUnion);

    /// <summary>Adds an array.</summary>
    public BtfTypeId AddArray(BtfArray array) =>
        Add(BtfKind.Array, string.Empty, 0, [(uint)array.Element.Value, (uint)array.Index.Value, array.Count]);

    /// <summary>Adds a variable.</summary>
    public BtfTypeId AddVariable(string text, BtfTypeId type, BtfLinkage linkage) =>
        Add(BtfKind.Variable, text, (uint)type.Value, [(uint)linkage]);

    /// <summary>Adds a function.</summary>
    public BtfTypeId AddFunction(string text, BtfTypeId prototype, BtfLinkage linkage) =>
        Add(BtfKind.Function, text, (uint)prototype.Value, [], (int)linkage);

    /// <summary>Adds a function prototype.</summary>
    public BtfTypeId AddFunctionPrototype(BtfTypeId result, params ReadOnlySpan<BtfParameter> parameters)
    {
        List<uint> words = [];
        foreach (BtfParameter parameter in parameters)
        {
            words.AddRange([parameter.NameOffset, (uint)parameter.Type.Value]);
        }

        return Add(BtfKind.FunctionPrototype, string.Empty, (uint)result.Value, words, parameters.Length);
    }

    /// <summary>Adds a struct of a byte size.</summary>
    public BtfTypeId AddStruct(string text, int size, params ReadOnlySpan<BtfMember> members) => AddComposite(BtfKind.Struct, text, size, members);

    /// <summary>Adds a union of a byte size.</summary>
    public BtfTypeId AddUnion(string text, int size, params ReadOnlySpan<BtfMember> members) => AddComposite(BtfKind.Union, text, size, members);

    /// <summary>Adds an enum of 4-byte values, or of 8-byte values where <paramref name="size"/> is 8.</summary>
    public BtfTypeId AddEnum(string text, int size, bool isSigned, params ReadOnlySpan<BtfEnumerator> enumerators)
    {
        List<uint> words = [];
        foreach (BtfEnumerator enumerator in enumerators)
        {
            words.AddRange([enumerator.NameOffset, unchecked((uint)enumerator.Value)]);
            if (size == 8)
            {
                words.Add((uint)(enumerator.Value >>> 32));
            }
        }

        return Add(size == 8 ? BtfKind.Enum64 : BtfKind.Enum, text, (uint)size, words, enumerators.Length, isSigned);
    }

    /// <summary>Adds a data section of a byte size.</summary>
    public BtfTypeId AddDataSection(string text, uint size, params ReadOnlySpan<BtfSectionVariable> variables)
    {
        List<uint> words = [];
        foreach (BtfSectionVariable variable in variables)
        {
            words.AddRange([(uint)variable.Variable.Value, variable.Offset, variable.Size]);
        }

        return Add(BtfKind.DataSection, text, size, words, variables.Length);
    }

    /// <summary>A copy of a prototype, to be changed apart from the functions that share the original.</summary>
    public BtfTypeId CloneFunctionPrototype(BtfTypeId prototype)
    {
        _ = Require(prototype, BtfKind.FunctionPrototype);
        int size = BtfEncoding.RecordSize(Word(prototype, 4)), start = starts[prototype.Value - firstType];
        Span<byte> copy = Grow(ref types, ref typeLength, size);
        types.AsSpan(start, size).CopyTo(copy);
        starts.Add(typeLength - size);
        return new BtfTypeId(TypeLimit - 1);
    }

    private BtfTypeId AddComposite(BtfKind kind, string text, int size, ReadOnlySpan<BtfMember> members)
    {
        bool hasBitFields = false;
        foreach (BtfMember member in members)
        {
            hasBitFields |= member.BitFieldSize != 0;
        }

        List<uint> words = [];
        foreach (BtfMember member in members)
        {
            words.AddRange([member.NameOffset, (uint)member.Type.Value, (uint)member.BitOffset | ((uint)member.BitFieldSize << 24)]);
        }

        return Add(kind, text, (uint)size, words, members.Length, hasBitFields);
    }

    private BtfTypeId Add(BtfKind kind, string text, uint sizeOrType, List<uint> tail, int count = 0, bool kindFlag = false)
    {
        uint nameOffset = AddString(text);
        starts.Add(typeLength);
        Span<byte> record = Grow(ref types, ref typeLength, BtfEncoding.TypeHeader + (tail.Count * 4));
        BinaryPrimitives.WriteUInt32LittleEndian(record, nameOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)count | ((uint)kind << 24) | (kindFlag ? 1u << 31 : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], sizeOrType);
        for (int i = 0; i < tail.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record[(BtfEncoding.TypeHeader + (i * 4))..], tail[i]);
        }

        return new BtfTypeId(TypeLimit - 1);
    }
}
