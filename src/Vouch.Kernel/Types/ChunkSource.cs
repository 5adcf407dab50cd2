using System;
using System.Buffers;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Threading;
using Vouch.Bytecode;

namespace Vouch.Kernel.Types;

/// <summary>Unpacks the chunks of a bundled file on demand. Safe to share between threads.</summary>
internal sealed class ChunkSource
{
    private readonly Stream stream;
    private readonly Lock streamLock = new();
    private readonly int[] rawLengths;
    private readonly long[] positions;

    /// <summary>Reads the table of <paramref name="count"/> chunks at the stream's position; the chunks follow it.</summary>
    public ChunkSource(Stream stream, int count)
    {
        this.stream = stream;
        byte[] table = new byte[count * 8];
        stream.ReadExactly(table);
        rawLengths = new int[count];
        positions = new long[count + 1];
        positions[0] = stream.Position;
        for (int i = 0; i < count; i++)
        {
            rawLengths[i] = BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(i * 8));
            positions[i + 1] = positions[i] + BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan((i * 8) + 4));
        }
    }

    public int RawLength(int chunk) => rawLengths[chunk];

    public byte[] Unpack(int chunk)
    {
        int packedLength = (int)(positions[chunk + 1] - positions[chunk]);
        byte[] packed = ArrayPool<byte>.Shared.Rent(packedLength);
        lock (streamLock)
        {
            stream.Position = positions[chunk];
            stream.ReadExactly(packed, 0, packedLength);
        }

        byte[] raw = new byte[rawLengths[chunk]];
        bool whole = BrotliDecoder.TryDecompress(packed.AsSpan(0, packedLength), raw, out int written) && written == raw.Length;
        ArrayPool<byte>.Shared.Return(packed);
        return whole ? raw : throw new BadInputException("bundled kernel types are damaged", offset: positions[chunk]);
    }
}
