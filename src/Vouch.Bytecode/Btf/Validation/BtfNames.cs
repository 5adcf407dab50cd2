using System;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>Which names the kernel takes. It sorts characters as Latin-1, so letters with accents pass.</summary>
internal static class BtfNames
{
    private const int LongestName = 512;

    /// <summary>Letters, digits, underscores and dots, not beginning with a digit.</summary>
    public static bool IsIdentifier(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > LongestName || name[0] is >= (byte)'0' and <= (byte)'9')
        {
            return false;
        }

        foreach (byte letter in name)
        {
            if (!IsLetter(letter) && letter is not ((byte)'_' or (byte)'.' or (>= (byte)'0' and <= (byte)'9')))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Section names may hold anything printable.</summary>
    public static bool IsSectionName(ReadOnlySpan<byte> name)
    {
        foreach (byte letter in name)
        {
            if (letter is < 0x20 or (>= 0x7f and < 0xa0))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= LongestName;
    }

    private static bool IsLetter(byte letter) =>
        letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= 0xc0 and not (0xd7 or 0xf7));
}
