using System;
using System.Buffers.Binary;
using Vouch.Bytecode.Uapi;

namespace Vouch.Verifier.State;

/// <summary>Maps whose bytes nobody can change any more: what is read from them is a constant.</summary>
internal static class FrozenMaps
{
    /// <summary>Read-only for programs, and frozen for everybody else.</summary>
    public static bool IsReadOnly(MapModel map) =>
        ((MapFlags)map.Definition.Flags & MapFlags.ReadOnlyForPrograms) != 0 && map.Definition.IsFrozen;

    /// <summary>Reads 1 to 8 bytes at an offset of a frozen array's only value; false when they are not constant.</summary>
    public static bool TryRead(MapModel map, int offset, int size, bool isSigned, out ulong value)
    {
        value = 0;
        if (map.Type != MapType.Array || map.MaxEntries != 1 || !IsReadOnly(map)
            || offset < 0 || offset + (long)size > map.ValueSize)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        ReadOnlySpan<byte> initial = map.Definition.InitialValue.AsSpan();
        if (offset < initial.Length)
        {
            ReadOnlySpan<byte> known = initial[offset..];
            known[..Math.Min(size, known.Length)].CopyTo(bytes);
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (isSigned)
        {
            int unused = 64 - (size * 8);
            value = unchecked((ulong)((long)(value << unused) >> unused));
        }

        return true;
    }
}
