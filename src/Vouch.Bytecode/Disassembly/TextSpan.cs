using System;
using System.Globalization;

namespace Vouch.Bytecode.Disassembly;

/// <summary>Writes text into a caller's buffer without allocating; what does not fit is cut off.</summary>
internal ref struct TextSpan(Span<char> buffer)
{
    private readonly Span<char> buffer = buffer;

    public int Length { get; private set; }

    public void Write(char c)
    {
        if (Length < buffer.Length)
        {
            buffer[Length++] = c;
        }
    }

    public void Write(ReadOnlySpan<char> text)
    {
        int count = Math.Min(text.Length, buffer.Length - Length);
        text[..count].CopyTo(buffer[Length..]);
        Length += count;
    }

    public void Decimal(long value) => Format(value, default);

    /// <summary>A decimal number that always carries its sign.</summary>
    public void Signed(int value)
    {
        if (value >= 0)
        {
            Write('+');
        }

        Decimal(value);
    }

    public void Hex(ulong value, ReadOnlySpan<char> format) => Format(value, format);

    private void Format<T>(T value, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        if (value.TryFormat(buffer[Length..], out int written, format, CultureInfo.InvariantCulture))
        {
            Length += written;
        }
    }
}
