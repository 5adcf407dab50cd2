using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Verifier.State;

/// <summary>A map as the verifier sees it.</summary>
/// <param name="Handle">Its index in the session.</param>
/// <param name="Definition">How it was created.</param>
/// <param name="Fields">The special fields of its values, or null when there are none.</param>
/// <param name="Inner">For maps of maps: the model of the maps inside, else <see cref="MapHandle.None"/>.</param>
/// <param name="TypesHandle">The session's handle of the BTF its types are numbers of.</param>
internal sealed record MapModel(MapHandle Handle, MapDefinition Definition, SpecialFields? Fields, MapHandle Inner, BtfHandle TypesHandle)
{
    public MapType Type => Definition.Type;

    public string Name => Definition.Name;

    public uint KeySize => Definition.KeySize;

    public uint ValueSize => Definition.ValueSize;

    public uint MaxEntries => Definition.MaxEntries;

    /// <summary>It was created with BTF types of its keys and values.</summary>
    public bool IsTyped => Definition.Types is not null && !(Definition.KeyType.IsVoid && Definition.ValueType.IsVoid);
}

/// <summary>The kinds of fields that the verifier guards inside map values and allocated objects.</summary>
[System.Flags]
internal enum SpecialFieldKind : uint
{
    None = 0,
    SpinLock = 1 << 0,
    Timer = 1 << 1,
    KptrUntrusted = 1 << 2,
    KptrReferenced = 1 << 3,
    KptrPercpu = 1 << 4,
    ListHead = 1 << 5,
    ListNode = 1 << 6,
    RbRoot = 1 << 7,
    RbNode = 1 << 8,
    RefCount = 1 << 9,
    WorkQueue = 1 << 10,
    UserPointer = 1 << 11,
    ResilientSpinLock = 1 << 12,
    TaskWork = 1 << 13,

    AnyKptr = KptrUntrusted | KptrReferenced | KptrPercpu,
    GraphNode = ListNode | RbNode,
    GraphRoot = ListHead | RbRoot,
    AnyLock = SpinLock | ResilientSpinLock,
}

/// <summary>One special field of a record.</summary>
/// <param name="Kind">Exactly one bit.</param>
/// <param name="Offset">Bytes from the start of the record.</param>
/// <param name="Size">Bytes.</param>
/// <param name="PointeeTypes">Kptrs and graph roots: the BTF of <paramref name="PointeeType"/>.</param>
/// <param name="PointeeType">Kptrs: the struct pointed to. Graph roots: the struct contained.</param>
/// <param name="NodeOffset">Graph roots: offset of the node within the contained struct.</param>
internal sealed record SpecialField(
    SpecialFieldKind Kind, int Offset, int Size, BtfHandle PointeeTypes = default, BtfTypeId PointeeType = default, int NodeOffset = 0)
{
    /// <summary>Graph roots and kptrs to the program's own types: the record of the struct, filled in once all are known.</summary>
    public SpecialFields? Pointee { get; set; }
}

/// <summary>The special fields of one record, in order of offset.</summary>
internal sealed record SpecialFields(ImmutableArray<SpecialField> Fields)
{
    /// <summary>All kinds that occur.</summary>
    public SpecialFieldKind Kinds { get; } = KindsOf(Fields);

    public bool Has(SpecialFieldKind any) => (Kinds & any) != 0;

    /// <summary>Offset of the record's only field of a kind, or -1.</summary>
    public int OffsetOf(SpecialFieldKind kind) => Find(kind)?.Offset ?? -1;

    public SpecialField? Find(SpecialFieldKind kind)
    {
        foreach (SpecialField field in Fields)
        {
            if ((field.Kind & kind) != 0)
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The field of one of the kinds that starts exactly at an offset, or null.</summary>
    public SpecialField? FindAt(int offset, SpecialFieldKind kinds)
    {
        foreach (SpecialField field in Fields)
        {
            if (field.Offset == offset && (field.Kind & kinds) != 0)
            {
                return field;
            }
        }

        return null;
    }

    private static SpecialFieldKind KindsOf(ImmutableArray<SpecialField> fields)
    {
        SpecialFieldKind kinds = SpecialFieldKind.None;
        foreach (SpecialField field in fields)
        {
            kinds |= field.Kind;
        }

        return kinds;
    }
}
