using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Vouch.Bytecode.Btf;

/// <summary>
/// Makes BTF, from nothing or from a program's own: a loader fills in what the compiler left open (section sizes, offsets,
/// linkage) and adds types. References are not checked before <see cref="Build"/>.
/// </summary>
public sealed partial class BtfBuilder
{
    private readonly string name;
    private readonly BtfSpec? baseTypes;
    private readonly int firstType;
    private readonly uint firstString;
    private readonly List<int> starts = [];
    private readonly Dictionary<string, uint> offsets = new(StringComparer.Ordinal) { [string.Empty] = 0 };
    private byte[] types = new byte[256];
    private int typeLength;
    private byte[] strings = new byte[256];
    private int stringLength;

    /// <param name="name">What <see cref="BtfSpec.Name"/> of the result is to say.</param>
    /// <param name="baseTypes">What the result is split from, or null.</param>
    public BtfBuilder(string name = "", BtfSpec? baseTypes = null)
    {
        this.name = name;
        this.baseTypes = baseTypes;
        firstType = baseTypes?.TypeLimit ?? 1;
        firstString = (baseTypes as EncodedBtf)?.StringLimit ?? 0;
        stringLength = baseTypes is null ? 1 : 0;
    }

    /// <summary>Starts from existing BTF; all its type numbers and string offsets stay what they are.</summary>
    public BtfBuilder(RawBtf original)
        : this(original.Name, original.Base)
    {
        types = original.TypeBytes.ToArray();
        typeLength = types.Length;
        strings = original.StringSection.ToArray();
        stringLength = strings.Length;
        for (int id = original.FirstOwnType; id < original.TypeLimit; id++)
        {
            starts.Add(original.RecordStart(id));
        }

        for (int at = 0; at < stringLength; at += strings.AsSpan(at).IndexOf((byte)0) + 1)
        {
            ReadOnlySpan<byte> text = strings.AsSpan(at, strings.AsSpan(at).IndexOf((byte)0));
            _ = offsets.TryAdd(Encoding.UTF8.GetString(text), firstString + (uint)at);
        }
    }

    /// <summary>One past the last type number so far.</summary>
    public int TypeLimit => firstType + starts.Count;

    /// <summary>The offset of a string, added where it is not there yet.</summary>
    public uint AddString(string text)
    {
        if (offsets.TryGetValue(text, out uint offset))
        {
            return offset;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text + "\0");
        offset = firstString + (uint)stringLength;
        bytes.CopyTo(Grow(ref strings, ref stringLength, bytes.Length));
        offsets.Add(text, offset);
        return offset;
    }

    /// <summary>The size in bytes that a sized type's header states.</summary>
    public void SetSize(BtfTypeId id, uint size) => SetWord(id, 8, size);

    /// <summary>The type that a pointer, modifier, function, prototype (return type), variable or tag refers to.</summary>
    public void SetTarget(BtfTypeId id, BtfTypeId target) => SetWord(id, 8, (uint)target.Value);

    /// <summary>Renames a type; the text is added to the strings.</summary>
    public void SetName(BtfTypeId id, string text) => SetWord(id, 0, AddString(text));

    /// <summary>Linkage of a function (kept where other kinds keep their count).</summary>
    public void SetFunctionLinkage(BtfTypeId function, BtfLinkage linkage) =>
        SetWord(Require(function, BtfKind.Function), 4, ((uint)BtfKind.Function << 24) | (uint)linkage);

    /// <summary>Changes a variable's linkage.</summary>
    public void SetVariableLinkage(BtfTypeId variable, BtfLinkage linkage) =>
        SetWord(Require(variable, BtfKind.Variable), BtfEncoding.TypeHeader, (uint)linkage);

    /// <summary>Replaces a parameter of a function prototype.</summary>
    public void SetParameter(BtfTypeId prototype, int index, BtfParameter parameter)
    {
        int at = Element(Require(prototype, BtfKind.FunctionPrototype), index);
        SetWord(prototype, at, parameter.NameOffset);
        SetWord(prototype, at + 4, (uint)parameter.Type.Value);
    }

    /// <summary>Replaces a variable of a data section.</summary>
    public void SetSectionVariable(BtfTypeId section, int index, BtfSectionVariable variable)
    {
        int at = Element(Require(section, BtfKind.DataSection), index);
        SetWord(section, at, (uint)variable.Variable.Value);
        SetWord(section, at + 4, variable.Offset);
        SetWord(section, at + 8, variable.Size);
    }

    /// <summary>Puts a data section's variables in order of offset; equals keep their order.</summary>
    public void SortSection(BtfTypeId section)
    {
        Span<byte> elements = Record(Require(section, BtfKind.DataSection))[BtfEncoding.TypeHeader..];
        int count = BtfEncoding.Count(Word(section, 4)), size = BtfEncoding.ElementSize(BtfKind.DataSection);
        byte[] old = elements[..(count * size)].ToArray();
        // The offset above the index: equals keep their order.
        ulong[] order = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(old.AsSpan((i * size) + 4)) << 32) | (uint)i;
        }

        Array.Sort(order);
        for (int i = 0; i < count; i++)
        {
            old.AsSpan(unchecked((int)(uint)order[i]) * size, size).CopyTo(elements[(i * size)..]);
        }
    }

    /// <summary>The finished BTF. The builder may be used further.</summary>
    /// <exception cref="BadInputException">A type refers to a name or type that does not exist.</exception>
    public RawBtf Build() => BtfReader.Parse(Encode(), name, baseTypes);

    /// <summary>The encoded bytes with their header, unchecked.</summary>
    public byte[] Encode()
    {
        byte[] data = new byte[BtfEncoding.MinimumHeader + typeLength + stringLength];
        BinaryPrimitives.WriteUInt16LittleEndian(data, BtfEncoding.Magic);
        data[2] = BtfEncoding.Version;
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4), BtfEncoding.MinimumHeader);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(12), typeLength);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(16), typeLength);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(20), stringLength);
        types.AsSpan(0, typeLength).CopyTo(data.AsSpan(BtfEncoding.MinimumHeader));
        strings.AsSpan(0, stringLength).CopyTo(data.AsSpan(BtfEncoding.MinimumHeader + typeLength));
        return data;
    }

    private Span<byte> Record(BtfTypeId id) => types.AsSpan(starts[id.Value - firstType]);

    private uint Word(BtfTypeId id, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Record(id)[offset..]);

    private void SetWord(BtfTypeId id, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Record(id)[offset..], value);

    private BtfTypeId Require(BtfTypeId id, BtfKind kind) =>
        BtfEncoding.Kind(Word(id, 4)) == kind ? id : throw new ArgumentException($"type {id} is not of kind {kind}", nameof(id));

    private int Element(BtfTypeId id, int index)
    {
        uint information = Word(id, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)BtfEncoding.Count(information), nameof(index));
        return BtfEncoding.TypeHeader + (index * BtfEncoding.ElementSize(BtfEncoding.Kind(information)));
    }

    private static Span<byte> Grow(ref byte[] buffer, ref int length, int extra)
    {
        if (buffer.Length - length < extra)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + extra));
        }

        length += extra;
        return buffer.AsSpan(length - extra, extra);
    }
}
