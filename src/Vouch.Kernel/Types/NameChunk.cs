using System;
using System.Buffers.Binary;

namespace Vouch.Kernel.Types;

/// <summary>Consecutive buckets of the name index.</summary>
internal sealed class NameChunk
{
    private readonly int[] starts;
    private readonly uint[] entries;

    private NameChunk(int[] starts, uint[] entries)
    {
        this.starts = starts;
        this.entries = entries;
    }

    public static NameChunk Over(byte[] bytes)
    {
        int[] starts = new int[BtfPack.BucketsPerChunk + 1];
        for (int i = 0; i < BtfPack.BucketsPerChunk; i++)
        {
            starts[i + 1] = starts[i] + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(i * 2));
        }

        uint[] entries = new uint[starts[^1]];
        ReadOnlySpan<byte> packed = bytes.AsSpan(BtfPack.BucketsPerChunk * 2);
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = BinaryPrimitives.ReadUInt16LittleEndian(packed[(i * 3)..]) | ((uint)packed[(i * 3) + 2] << 16);
        }

        return new NameChunk(starts, entries);
    }

    public ReadOnlySpan<uint> Bucket(int index) => entries.AsSpan(starts[index], starts[index + 1] - starts[index]);
}
