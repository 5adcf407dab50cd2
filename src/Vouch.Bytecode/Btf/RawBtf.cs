using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Vouch.Bytecode.Btf;

/// <summary>BTF whose encoded bytes lie in memory as a whole: a program's, a module's, or a kernel's given by the user.</summary>
public sealed class RawBtf : EncodedBtf
{
    private readonly byte[] data;
    private readonly int origin;
    private readonly int length;
    private readonly BtfHeader header;
    private readonly int[] starts;
    private NameIndex? names;
    private DeclarationTagIndex? tags;

    internal RawBtf(ReadOnlyMemory<byte> data, in BtfHeader header, int[] starts, string name, BtfSpec? baseTypes, bool isKernel)
        : base(name, baseTypes, isKernel)
    {
        if (!MemoryMarshal.TryGetArray(data, out ArraySegment<byte> segment))
        {
            segment = data.ToArray();
        }

        this.data = segment.Array!;
        origin = segment.Offset;
        length = segment.Count;
        this.header = header;
        this.starts = starts;
        TypeLimit = FirstOwnType + starts.Length;
        StringLimit = FirstOwnString + (uint)header.StringLength;
    }

    public override int TypeLimit { get; }

    public override uint StringLimit { get; }

    /// <summary>The bytes this was read from, header included.</summary>
    public ReadOnlyMemory<byte> Data => data.AsMemory(origin, length);

    /// <summary>The bytes of the type section.</summary>
    internal ReadOnlySpan<byte> TypeBytes => data.AsSpan(origin + header.TypeStart, header.TypeLength);

    /// <summary>The bytes of the string section (own strings only).</summary>
    internal ReadOnlySpan<byte> StringSection => data.AsSpan(origin + header.StringStart, header.StringLength);

    /// <summary>Where an own type's record begins within <see cref="TypeBytes"/>.</summary>
    internal int RecordStart(int id) => starts[id - FirstOwnType] - header.TypeStart;

    public override BtfTypeId? Find(ReadOnlySpan<char> name, BtfKind kind)
    {
        foreach (BtfTypeId id in FindAll(name))
        {
            if (Type(id).Kind == kind)
            {
                return id;
            }
        }

        return Base?.Find(name, kind);
    }

    public override IReadOnlyList<BtfTypeId> FindAll(ReadOnlySpan<char> name) => Names.Exact(name);

    public override IReadOnlyList<BtfTypeId> FindFlavors(ReadOnlySpan<char> essentialName) => Names.Flavors(essentialName);

    public override BtfTypeId[] DeclarationTagsOf(BtfTypeId target) =>
        LazyInitializer.EnsureInitialized(ref tags, () => DeclarationTagIndex.Over(this)).Of(target);

    protected override ReadOnlySpan<byte> Record(int id) => data.AsSpan(origin + starts[id - FirstOwnType], RecordLength(id - FirstOwnType));

    protected override ReadOnlySpan<byte> OwnString(uint offset)
    {
        ReadOnlySpan<byte> rest = StringSection[(int)offset..];
        return rest[..rest.IndexOf((byte)0)];
    }

    private NameIndex Names => LazyInitializer.EnsureInitialized(ref names, () => new NameIndex(this));

    private int RecordLength(int index) =>
        (index + 1 < starts.Length ? starts[index + 1] : header.TypeStart + header.TypeLength) - starts[index];
}
