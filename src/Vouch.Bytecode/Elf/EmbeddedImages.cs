using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Vouch.Bytecode.Elf;

/// <summary>A BPF object that lies inside another file.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">Its size in bytes; the range lies within the file.</param>
/// <param name="Name">What the program that carries it calls it, or null when that cannot be told.</param>
public readonly record struct EmbeddedImage(int Offset, int Length, string? Name);

/// <summary>
/// Finds the BPF objects that programs carry in their read-only data, as generated skeletons put them there. Works on any bytes: what
/// only resembles an object is passed over. Takes time proportional to the size.
/// </summary>
public static class EmbeddedImages
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int LongestName = 64;

    private static readonly SearchValues<byte> IdentifierBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>64 bits, little-endian, version 1.</summary>
    private static ReadOnlySpan<byte> Identity => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];

    private static ReadOnlySpan<byte> SkeletonSuffix => "_bpf\0"u8;

    /// <summary>True when the file itself is a BPF object, whether a sound one or not.</summary>
    public static bool IsObject(ReadOnlySpan<byte> file) =>
        file.Length >= HeaderSize && ElfFile.HasMagic(file) && BinaryPrimitives.ReadUInt16LittleEndian(file[18..]) == ElfFile.BpfMachine;

    /// <summary>
    /// All images in the file's order; none overlaps another. An image ends with its section headers, which is how compilers and
    /// linkers of BPF objects write them.
    /// </summary>
    public static ImmutableArray<EmbeddedImage> Find(ReadOnlySpan<byte> file)
    {
        var found = ImmutableArray.CreateBuilder<EmbeddedImage>();
        int position = 0;
        while (position <= file.Length - HeaderSize)
        {
            int distance = file[position..].IndexOf(Identity);
            if (distance < 0)
            {
                break;
            }

            position += distance;
            int length = LengthAt(file[position..]);
            if (length > 0)
            {
                found.Add(new EmbeddedImage(position, length, null));
            }

            position += Math.Max(length, 1);
        }

        if (found.Count == 1 && SkeletonName(file, found[0]) is { } name)
        {
            found[0] = found[0] with { Name = name };
        }

        return found.DrainToImmutable();
    }

    /// <summary>The size of the image that the bytes begin with, or 0 when they begin with something else.</summary>
    private static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize)
        {
            return 0;
        }

        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
        int count = Half(bytes, 60);
        bool isPlausible = Half(bytes, 16) == ElfFile.RelocatableFile && Half(bytes, 18) == ElfFile.BpfMachine
            && Half(bytes, 52) == HeaderSize && Half(bytes, 58) == SectionHeaderSize
            && count > 0 && Half(bytes, 62) < count
            && table >= HeaderSize && table <= (ulong)bytes.Length
            && (ulong)count * SectionHeaderSize <= (ulong)bytes.Length - table;
        return isPlausible ? (int)table + (count * SectionHeaderSize) : 0;
    }

    private static int Half(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    /// <summary>
    /// The one string outside the image that looks like a skeleton's name ("execsnoop_bpf"); null when there is none or more than one.
    /// </summary>
    private static string? SkeletonName(ReadOnlySpan<byte> file, EmbeddedImage image)
    {
        string? name = null;
        for (int position = 0; file[position..].IndexOf(SkeletonSuffix) is >= 0 and int distance; position += distance + SkeletonSuffix.Length)
        {
            int end = position + distance + SkeletonSuffix.Length - 1;
            if (end > image.Offset && end <= image.Offset + image.Length)
            {
                continue;
            }

            string? candidate = IdentifierBefore(file[..end]);
            if (candidate is not null && name is not null && candidate != name)
            {
                return null;
            }

            name ??= candidate;
        }

        return name;
    }

    /// <summary>The identifier that ends here and begins after a zero byte, or null.</summary>
    private static string? IdentifierBefore(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> window = bytes[Math.Max(0, bytes.Length - LongestName - 1)..];
        int start = window.LastIndexOf((byte)0) + 1;
        ReadOnlySpan<byte> text = window[start..];
        return start == 0 || text.Length == SkeletonSuffix.Length - 1 || char.IsAsciiDigit((char)text[0]) || text.ContainsAnyExcept(IdentifierBytes)
            ? null
            : Encoding.ASCII.GetString(text);
    }
}
