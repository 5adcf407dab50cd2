using System;
using System.Buffers.Binary;

namespace Vouch.Bytecode.Btf;

/// <summary>Byte sizes of the encoded form. Source: Linux 7.3, Documentation/bpf/btf.rst and the layout of its type section.</summary>
internal static class BtfEncoding
{
    public const ushort Magic = 0xeb9f;

    /// <summary>The same magic number when the object was made for the other byte order.</summary>
    private const ushort SwappedMagic = 0x9feb;

    public const int Version = 1;

    /// <summary>The header up to and including the string section's length.</summary>
    public const int MinimumHeader = 24;

    /// <summary>The header with the kind layout section's place.</summary>
    public const int FullHeader = 32;

    /// <summary>Name, information word, size or type: what every type begins with.</summary>
    public const int TypeHeader = 12;

    /// <summary>The largest type number.</summary>
    public const int MaximumType = 0xfffff;

    /// <summary>What is wrong with the two bytes that every section of encoded types begins with, or null.</summary>
    public static string? MagicProblem(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16LittleEndian(data) switch
    {
        Magic => null,
        SwappedMagic => "is big-endian; only little-endian objects are supported",
        _ => "magic number is wrong",
    };

    /// <summary>Bytes of one element behind a type's header: a member, an enumerator, a parameter or a section variable.</summary>
    public static int ElementSize(BtfKind kind) => kind switch
    {
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12,
        BtfKind.Enum or BtfKind.FunctionPrototype => 8,
        _ => 0,
    };

    /// <summary>Bytes behind a type's header that do not depend on its count.</summary>
    public static int FixedSize(BtfKind kind) => kind switch
    {
        BtfKind.Array => 12,
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        _ => 0,
    };

    public static bool IsKnown(BtfKind kind) => kind is > BtfKind.Void and <= BtfKind.Enum64;

    public static BtfKind Kind(uint information) => (BtfKind)((information >> 24) & 0x7f);

    public static int Count(uint information) => (int)(information & 0xffffff);

    public static bool KindFlag(uint information) => (information >> 31) != 0;

    /// <summary>Bytes of a whole type with its elements.</summary>
    public static int RecordSize(uint information) => RecordSize(Kind(information), Count(information));

    public static int RecordSize(BtfKind kind, int count) => TypeHeader + FixedSize(kind) + (count * ElementSize(kind));
}
