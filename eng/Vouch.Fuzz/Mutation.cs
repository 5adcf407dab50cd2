using System;

namespace Vouch.Fuzz;

/// <summary>Damages files: bit flips, bytes that matter to readers, repeated or blanked ranges, truncation. The same seed gives the same damage.</summary>
internal static class Mutation
{
    /// <summary>Numbers at the edge of something: signs, sizes, counts.</summary>
    private static readonly uint[] Edges = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff];

    public static byte[] Apply(ReadOnlySpan<byte> original, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = original.ToArray();
        int edits = 1 << random.Next(4);
        for (int i = 0; i < edits && bytes.Length > 8; i++)
        {
            bytes = ApplyOne(bytes, random);
        }

        return bytes;
    }

    private static byte[] ApplyOne(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length - 4);
        int length = Math.Min(random.Next(1, 64), bytes.Length - at);
        switch (random.Next(16))
        {
            case < 8:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case < 10:
                bytes[at] = (byte)random.Next(256);
                break;
            case < 13:
                BitConverter.TryWriteBytes(bytes.AsSpan(at & ~3), Edges[random.Next(Edges.Length)]);
                break;
            case 13:
                bytes.AsSpan(at, length).Clear();
                break;
            case 14:
                int from = random.Next(bytes.Length - length);
                bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(at));
                break;
            default:
                return bytes[..random.Next(bytes.Length)];
        }

        return bytes;
    }
}
