using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>Writes kconfig values into their map as the declared C types want them.</summary>
internal static class KconfigValues
{
    /// <summary>A line of the kernel's configuration, behind the equals sign.</summary>
    /// <exception cref="PreparationException">The value does not suit the declared type.</exception>
    public static void Write(ObjectExtern declared, KconfigSlot slot, string value, Span<byte> map)
    {
        Span<byte> place = map.Slice(slot.Offset, slot.Size);
        switch (value.Length == 0 ? '\0' : value[0])
        {
            case 'y' or 'n' or 'm':
                WriteTristate(declared, slot, value[0], place);
                break;
            case '"':
                WriteText(declared, slot, value, place);
                break;
            default:
                bool isNumeric = slot.Kind is KconfigKind.Integer or KconfigKind.Character;
                WriteNumber(declared, slot, isNumeric && ParseNumber(value) is { } number ? number : throw Unsuitable(declared, value), map);
                break;
        }
    }

    /// <summary>A number that does not come from the configuration, such as the kernel's version.</summary>
    /// <exception cref="PreparationException">The declared type is too small or no number.</exception>
    public static void WriteNumber(ObjectExtern declared, KconfigSlot slot, ulong number, Span<byte> map)
    {
        bool isSuitable = slot.Kind switch
        {
            KconfigKind.Integer or KconfigKind.Character => Fits(slot, number),
            KconfigKind.Boolean => number <= 1,
            _ => false,
        };
        if (!isSuitable)
        {
            throw Unsuitable(declared, number.ToString(CultureInfo.InvariantCulture));
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        bytes[..slot.Size].CopyTo(map[slot.Offset..]);
    }

    private static void WriteTristate(ObjectExtern declared, KconfigSlot slot, char value, Span<byte> place)
    {
        place[0] = slot.Kind switch
        {
            KconfigKind.Boolean when value != 'm' => value == 'y' ? (byte)1 : (byte)0,
            KconfigKind.Tristate => value switch { 'y' => 1, 'm' => 2, _ => 0 },
            KconfigKind.Character => (byte)value,
            _ => throw Unsuitable(declared, value.ToString()),
        };
    }

    private static void WriteText(ObjectExtern declared, KconfigSlot slot, string value, Span<byte> place)
    {
        if (slot.Kind != KconfigKind.Text || value.Length < 2 || value[^1] != '"')
        {
            throw Unsuitable(declared, value);
        }

        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(value[1..^1]);
        int length = Math.Min(text.Length, slot.Size - 1);
        text[..length].CopyTo(place);
    }

    private static bool Fits(KconfigSlot slot, ulong number)
    {
        int bits = slot.Size * 8;
        return slot.Size == 8
            || (slot.IsSigned ? unchecked(number + (1UL << (bits - 1))) < 1UL << bits : number >> bits == 0);
    }

    /// <summary>As C reads an integer constant: decimal, 0x hexadecimal or 0 octal, perhaps negative.</summary>
    private static ulong? ParseNumber(string text)
    {
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> digits = text.AsSpan(isNegative ? 1 : 0);
        bool isHexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ulong number = 0;
        bool isValid = isHexadecimal
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : digits.Length > 1 && digits[0] == '0'
                ? TryParseOctal(digits, out number)
                : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return isValid ? unchecked(isNegative ? 0 - number : number) : null;
    }

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out ulong number)
    {
        number = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || number >> 61 != 0)
            {
                return false;
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private static PreparationException Unsuitable(ObjectExtern declared, string value) =>
        new(PreparationStage.Extern, $"kconfig extern '{declared.Name}': its type does not suit the value {value}");
}
