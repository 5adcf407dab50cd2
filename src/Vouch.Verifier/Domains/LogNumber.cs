using System.Globalization;

namespace Vouch.Verifier.Domains;

/// <summary>Numbers as the verifier log writes them: decimal while they fit 16 bits, hexadecimal beyond.</summary>
internal static class LogNumber
{
    public static bool IsDecimal(ulong value) => value <= ushort.MaxValue;

    public static bool IsDecimal(long value) => value is >= short.MinValue and <= short.MaxValue;

    public static string Unsigned(ulong value) =>
        IsDecimal(value) ? value.ToString(CultureInfo.InvariantCulture) : Hex(value);

    /// <summary>A negative number outside 16 bits shows its 64-bit two's complement.</summary>
    public static string Signed(long value) =>
        IsDecimal(value) ? value.ToString(CultureInfo.InvariantCulture) : Hex(unchecked((ulong)value));

    /// <summary>Always with its prefix; zero is "0x0".</summary>
    public static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");
}
