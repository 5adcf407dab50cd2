using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Vouch.Bytecode.Elf;

/// <summary>Bounds-checked little-endian reads from a file or one of its sections.</summary>
internal readonly struct ElfReader(ReadOnlyMemory<byte> bytes, string file, string? section = null)
{
    public int Length => bytes.Length;

    public byte U8(long offset) => Span(offset, 1)[0];

    public ushort U16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(Span(offset, 2));

    public uint U32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(Span(offset, 4));

    public ulong U64(long offset) => BinaryPrimitives.ReadUInt64LittleEndian(Span(offset, 8));

    /// <summary>A part whose range was checked with <see cref="RequireRange"/>.</summary>
    public ReadOnlyMemory<byte> Slice(ulong offset, ulong size) => bytes.Slice((int)offset, (int)size);

    public void Require([DoesNotReturnIf(false)] bool condition, string message, long? offset)
    {
        if (!condition)
        {
            throw new BadInputException(message, file, section, offset);
        }
    }

    public void RequireRange(ulong offset, ulong size, string what)
    {
        if (offset > (ulong)bytes.Length || size > (ulong)bytes.Length - offset)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{what} ({size} bytes) reaches past the end");
            throw new BadInputException(text, file, section, unchecked((long)offset));
        }
    }

    private ReadOnlySpan<byte> Span(long offset, int size)
    {
        if (offset < 0 || offset > bytes.Length - size)
        {
            throw new BadInputException("a field reaches past the end", file, section, offset);
        }

        return bytes.Span.Slice((int)offset, size);
    }
}
