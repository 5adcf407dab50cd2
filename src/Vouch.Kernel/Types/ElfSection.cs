using System;
using System.Buffers.Binary;
using System.Text;
using Vouch.Bytecode;

namespace Vouch.Kernel.Types;

/// <summary>Finds one section of a 64-bit little-endian ELF file. Kernel and module files need no more than this.</summary>
internal static class ElfSection
{
    private const int SectionHeader = 64;

    public static bool IsElf(ReadOnlySpan<byte> file) => file.StartsWith("\u007fELF"u8);

    /// <summary>The bytes of a section, or null where there is none of that name.</summary>
    /// <exception cref="BadInputException">The file's tables are broken, or it is of another word size or byte order.</exception>
    public static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> file, string name)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < 64 || bytes[4] != 2 || bytes[5] != 1)
        {
            throw new BadInputException("is no 64-bit little-endian ELF file", offset: 4);
        }

        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[60..]), nameTable = BinaryPrimitives.ReadUInt16LittleEndian(bytes[62..]);
        ReadOnlySpan<byte> headers = Part(file, table, (ulong)count * SectionHeader).Span;
        if (nameTable >= count)
        {
            throw new BadInputException("has no section names", offset: 62);
        }

        ReadOnlySpan<byte> names = Content(file, headers[(nameTable * SectionHeader)..]).Span;
        byte[] wanted = Encoding.UTF8.GetBytes(name + "\0");
        for (; !headers.IsEmpty; headers = headers[SectionHeader..])
        {
            uint nameOffset = BinaryPrimitives.ReadUInt32LittleEndian(headers);
            if (nameOffset < names.Length && names[(int)nameOffset..].StartsWith(wanted))
            {
                return Content(file, headers);
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> header) =>
        Part(file, BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> file, ulong offset, ulong length) =>
        offset <= (ulong)file.Length && length <= (ulong)file.Length - offset
            ? file.Slice((int)offset, (int)length)
            : throw new BadInputException("section reaches past the end of the file", offset: (long)offset);
}
