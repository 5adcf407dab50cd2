using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Kernel.Attach;

/// <summary>How a kernel words its refusals to write a struct.</summary>
internal enum WriteWording : byte
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>By the member that would be overrun.</summary>
    Member,
    /// <summary>By the one struct that may be written.</summary>
    Struct,
    /// <summary>By the part of the struct that may be read only.</summary>
    Part,
}

/// <summary>A field of a kernel struct that programs may write.</summary>
/// <param name="Target">The struct that the pointer is of.</param>
/// <param name="Owner">The struct that the path starts at: the target, or one at its beginning.</param>
/// <param name="Path">Members joined by points.</param>
internal sealed record WritableField(string Target, string Owner, string Path)
{
    /// <summary>Writes begin at the field's first byte.</summary>
    public bool AtStartOnly { get; init; }

    /// <summary>The field is text: its last byte stays zero.</summary>
    public bool KeepsLastByte { get; init; }

    /// <summary>The bytes of another struct's member, overlaid at the field.</summary>
    public (string Struct, string Member)? Overlay { get; init; }

    /// <summary>Everything from the start of the struct to the field's end.</summary>
    public bool FromStart { get; init; }

    /// <summary>The bytes in the target, or null when these types have no such field.</summary>
    public (int Start, int End)? Locate(BtfSpec types)
    {
        if (FieldPath.Find(types, Owner, Path) is not { } found)
        {
            return null;
        }

        (int start, int size) = found;
        if (Overlay is { } overlay)
        {
            if (FieldPath.Find(types, overlay.Struct, overlay.Member) is not { } inner)
            {
                return null;
            }

            start += inner.Offset;
            size = inner.Size;
        }

        return (FromStart ? 0 : start, start + size - (KeepsLastByte ? 1 : 0));
    }
}

/// <summary>Finds members by name.</summary>
internal static class FieldPath
{
    private const int MaxUnnamed = 64;

    /// <summary>Offset and size in bytes of a member given by a path such as <c>icsk_ack.pending</c>; null when there is none.</summary>
    public static (int Offset, int Size)? Find(BtfSpec types, string structName, string path)
    {
        if (types.Find(structName, BtfKind.Struct) is not { } id)
        {
            return null;
        }

        int offset = 0;
        int size = 0;
        foreach (string name in path.Split('.'))
        {
            if (FindMember(types, types.SkipModifiers(id), name) is not { } member)
            {
                return null;
            }

            offset += member.BitOffset / 8;
            id = member.Type;
            size = (int)types.SizeOf(id);
        }

        return (offset, size);
    }

    /// <summary>A member of a struct or of the unnamed ones inside it, its offset counted from the outer struct.</summary>
    private static BtfMember? FindMember(BtfSpec types, BtfType outer, ReadOnlySpan<char> name)
    {
        Stack<(BtfType Type, int BitOffset)> pending = new([(outer, 0)]);
        while (pending.TryPop(out (BtfType Type, int BitOffset) current))
        {
            for (int index = 0; index < current.Type.Count && current.Type.Kind is BtfKind.Struct or BtfKind.Union; index++)
            {
                BtfMember member = types.Member(current.Type, index);
                int position = current.BitOffset + member.BitOffset;
                if (member.NameOffset == 0 && pending.Count < MaxUnnamed)
                {
                    pending.Push((types.SkipModifiers(member.Type), position));
                }
                else if (name.SequenceEqual(types.String(member.NameOffset)))
                {
                    return member with { BitOffset = position };
                }
            }
        }

        return null;
    }
}
