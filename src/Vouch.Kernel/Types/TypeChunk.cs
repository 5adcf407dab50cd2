using System;
using System.Buffers.Binary;
using Vouch.Bytecode.Btf;

namespace Vouch.Kernel.Types;

/// <summary>The records of consecutive types, with the place of each.</summary>
internal sealed class TypeChunk
{
    private readonly byte[] bytes;
    private readonly int[] starts;

    private TypeChunk(byte[] bytes, int[] starts)
    {
        this.bytes = bytes;
        this.starts = starts;
    }

    public static TypeChunk Over(byte[] bytes)
    {
        int[] starts = new int[BtfPack.TypesPerChunk + 1];
        int count = 0;
        for (int at = 0; at < bytes.Length; at += BtfEncoding.RecordSize(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4))))
        {
            starts[count++] = at;
        }

        starts[count] = bytes.Length;
        return new TypeChunk(bytes, starts);
    }

    public ReadOnlySpan<byte> Record(int index) => bytes.AsSpan(starts[index], starts[index + 1] - starts[index]);
}
