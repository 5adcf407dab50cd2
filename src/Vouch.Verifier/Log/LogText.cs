using System;
using System.Globalization;
using Vouch.Verifier.Domains;

namespace Vouch.Verifier.Log;

/// <summary>A reusable buffer in which pieces of log text are put together without allocating.</summary>
internal sealed class LogText
{
    private char[] buffer = new char[512];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Written => buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(char c)
    {
        Ensure(1);
        buffer[Length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        Ensure(text.Length);
        text.CopyTo(buffer.AsSpan(Length));
        Length += text.Length;
    }

    public void AppendSpaces(int count)
    {
        Ensure(count);
        buffer.AsSpan(Length, count).Fill(' ');
        Length += count;
    }

    public void AppendDecimal(long value) => AppendFormatted(value, default);

    /// <summary>With its sign, also when it is positive.</summary>
    public void AppendSigned(int value)
    {
        if (value >= 0)
        {
            Append('+');
        }

        AppendDecimal(value);
    }

    public void AppendHex(ulong value)
    {
        Append("0x");
        AppendFormatted(value, "x");
    }

    /// <summary>Decimal up to 65535, hexadecimal beyond.</summary>
    public void AppendUnsignedNumber(ulong value)
    {
        if (LogNumber.IsDecimal(value))
        {
            AppendFormatted(value, default);
        }
        else
        {
            AppendHex(value);
        }
    }

    /// <summary>Decimal from -32768 to 32767, the 64 bits in hexadecimal beyond.</summary>
    public void AppendSignedNumber(long value)
    {
        if (LogNumber.IsDecimal(value))
        {
            AppendFormatted(value, default);
        }
        else
        {
            AppendHex(unchecked((ulong)value));
        }
    }

    private void AppendFormatted<T>(T value, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        Ensure(24);
        if (value.TryFormat(buffer.AsSpan(Length), out int written, format, CultureInfo.InvariantCulture))
        {
            Length += written;
        }
    }

    private void Ensure(int count)
    {
        if (buffer.Length - Length < count)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + count));
        }
    }
}
