using System;

namespace Vouch.Verifier.Calls;

/// <summary>Format strings known when verifying: every conversion is one the helper knows and has an argument.</summary>
internal static class FormatStrings
{
    /// <summary>bpf_snprintf: the format goes with the number of arguments.</summary>
    public static Check RequireSnprintf(Session session)
    {
        ulong bytes = session.Path.Registers[5].ConstantValue;
        if (bytes % 8 != 0)
        {
            return session.Reject(Rule.FormatString, Errno.Invalid);
        }

        ReadOnlySpan<byte> format = ConstantStrings.Read(session, session.Path.Registers[3]);
        return IsValid(format, (int)(bytes / 8)) ? Check.Ok : session.Reject(
            Rule.FormatString, Subject.Register(3), Errno.Invalid, "Invalid format string");
    }

    /// <summary>The format is one that BPF's printing helpers take, and has no more conversions than arguments.</summary>
    /// <param name="format">Without a terminating zero.</param>
    /// <param name="arguments">How many there are; more than needed are fine.</param>
    internal static bool IsValid(ReadOnlySpan<byte> format, int arguments)
    {
        int conversions = 0;
        for (int i = 0; i < format.Length; i++)
        {
            byte character = format[i];
            bool isText = character >= 0x80 || character is >= 0x20 and < 0x7f || IsSpace(character);
            if (!isText)
            {
                return false;
            }

            if (character != (byte)'%')
            {
                continue;
            }

            if (At(format, i + 1) == (byte)'%')
            {
                i++;
                continue;
            }

            if (conversions >= arguments || !TrySkipConversion(format, ref i))
            {
                return false;
            }

            conversions++;
        }

        return true;
    }

    /// <summary>Goes from a percent sign to the last character of its conversion; false when it is unknown.</summary>
    private static bool TrySkipConversion(ReadOnlySpan<byte> format, ref int i)
    {
        i++;
        SkipWidth(format, ref i);
        switch (At(format, i))
        {
            case (byte)'p':
                return TrySkipPointer(format, ref i);
            case (byte)'s':
                return EndsWord(At(format, i + 1));
            case (byte)'c':
                return true;
        }

        for (int longs = 0; longs < 2 && At(format, i) == (byte)'l'; longs++)
        {
            i++;
        }

        return At(format, i) is (byte)'i' or (byte)'d' or (byte)'u' or (byte)'x' or (byte)'X';
    }

    private static void SkipWidth(ReadOnlySpan<byte> format, ref int i)
    {
        while (At(format, i) is (byte)'0' or (byte)'+' or (byte)'-' or (byte)' ')
        {
            i++;
        }

        if (At(format, i) is < (byte)'1' or > (byte)'9')
        {
            return;
        }

        while (At(format, i) is >= (byte)'0' and <= (byte)'9')
        {
            i++;
        }
    }

    /// <summary>A plain pointer, a symbol, a string in kernel or user memory, or an IP address.</summary>
    private static bool TrySkipPointer(ReadOnlySpan<byte> format, ref int i)
    {
        byte first = At(format, i + 1);
        byte second = At(format, i + 2);
        if (EndsWord(first))
        {
            return true;
        }

        if (first is (byte)'k' or (byte)'u' && second == (byte)'s')
        {
            i += 2;
            return EndsWord(At(format, i + 1));
        }

        if (first is (byte)'K' or (byte)'x' or (byte)'s' or (byte)'S' or (byte)'B')
        {
            i++;
            return true;
        }

        i += 2;
        return first is (byte)'i' or (byte)'I' && second is (byte)'4' or (byte)'6';
    }

    private static byte At(ReadOnlySpan<byte> format, int i) => i < format.Length ? format[i] : (byte)0;

    private static bool EndsWord(byte character) => character == 0 || IsSpace(character) || IsPunctuation(character);

    // The kernel's character classes are those of Latin-1.
    private static bool IsSpace(byte character) => character is >= 9 and <= 13 or 0x20 or 0xa0;

    private static bool IsPunctuation(byte character) =>
        character is (>= 0x21 and <= 0x2f) or (>= 0x3a and <= 0x40) or (>= 0x5b and <= 0x60) or (>= 0x7b and <= 0x7e)
            or (>= 0xa1 and <= 0xbf) or 0xd7 or 0xf7;
}
