using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Vouch.Bytecode.Btf;

/// <summary>A word of a type's record that refers elsewhere: to a name, or to another type.</summary>
internal readonly record struct BtfReference(int Offset, bool IsName);

/// <summary>Lists where a type's record refers to names and types, for everyone who renumbers them.</summary>
internal static class BtfReferences
{
    /// <summary>The references of the record at the beginning of <paramref name="record"/>, by offset within it.</summary>
    public static List<BtfReference> Of(ReadOnlySpan<byte> record)
    {
        uint information = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        BtfKind kind = BtfEncoding.Kind(information);
        List<BtfReference> found = [new(0, IsName: true)];
        if (RefersByHeader(kind))
        {
            found.Add(new(8, IsName: false));
        }

        if (kind == BtfKind.Array)
        {
            found.Add(new(12, IsName: false));
            found.Add(new(16, IsName: false));
        }

        int size = BtfEncoding.ElementSize(kind);
        for (int i = 0; size != 0 && i < BtfEncoding.Count(information); i++)
        {
            int element = BtfEncoding.TypeHeader + (i * size);
            if (kind == BtfKind.DataSection)
            {
                found.Add(new(element, IsName: false));
                continue;
            }

            found.Add(new(element, IsName: true));
            if (kind is BtfKind.Struct or BtfKind.Union or BtfKind.FunctionPrototype)
            {
                found.Add(new(element + 4, IsName: false));
            }
        }

        return found;
    }

    /// <summary>True where a kind's header holds a type number rather than a size.</summary>
    public static bool RefersByHeader(BtfKind kind) => kind is BtfKind.Pointer or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const
        or BtfKind.Restrict or BtfKind.Function or BtfKind.FunctionPrototype or BtfKind.Variable or BtfKind.DeclarationTag or BtfKind.TypeTag;
}
