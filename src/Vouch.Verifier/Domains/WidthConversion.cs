using System;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Domains;

/// <summary>Truncation, zero extension and sign extension of a register.</summary>
/// <remarks>None but <see cref="Truncate"/> synchronises: the instructions differ in whether they do so afterwards.</remarks>
internal static class WidthConversion
{
    /// <summary>The high half becomes zero, as after any 32-bit operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarBounds ZeroExtend32(this in ScalarBounds value) =>
        new(value.Bits.Subregister, Cnum64.FromUnsigned(value.UMin32, value.UMax32), value.Range32);

    /// <summary>Keeps the low <paramref name="sizeBytes"/> bytes (1, 2 or 4), zero-extended, and synchronises.</summary>
    public static ScalarBounds Truncate(this in ScalarBounds value, int sizeBytes)
    {
        ulong kept = (1UL << (sizeBytes * 8)) - 1;
        if (value.IsUnknown)
            return new ScalarBounds(new Tnum(0, kept), new Cnum64(0, kept), new Cnum32(0, kept));

        ulong min = value.UMin, max = value.UMax;
        bool cutsEqually = ((min ^ max) & ~kept) == 0;
        Cnum64 range = cutsEqually ? Cnum64.FromUnsigned(min & kept, max & kept) : Cnum64.FromUnsigned(0, kept);
        return new ScalarBounds(value.Bits.Cast(sizeBytes), range, sizeBytes < 4 ? Cnum32.Unbounded : value.Range32).Sync();
    }

    /// <summary>Sign-extends the low <paramref name="sizeBytes"/> bytes (1, 2 or 4) into 64 bits.</summary>
    public static ScalarBounds SignExtend64(this in ScalarBounds value, int sizeBytes)
    {
        if (value.IsConst)
            return ScalarBounds.Const(unchecked((ulong)Extend((long)value.ConstValue, sizeBytes)));

        bool known = TryExtendRange(value.SMin, value.SMax, sizeBytes, out long min, out long max);
        return new ScalarBounds(
            known ? unchecked(Tnum.Range((ulong)min, (ulong)max)) : Tnum.Unknown,
            Cnum64.FromSigned(min, max),
            unchecked(Cnum32.FromSigned((int)min, (int)max)));
    }

    /// <summary>Sign-extends the low <paramref name="sizeBytes"/> bytes (1 or 2) into 32 bits, before the zero extension to 64.</summary>
    /// <remarks>The 64-bit range is left behind: <see cref="ZeroExtend32"/> follows and replaces it.</remarks>
    public static ScalarBounds SignExtend32(this in ScalarBounds value, int sizeBytes)
    {
        if (value.IsConst)
        {
            long extended = Extend(unchecked((long)value.ConstValue), sizeBytes);
            return unchecked(new ScalarBounds(Tnum.Const((ulong)extended), value.Range64, Cnum32.Const((uint)extended)));
        }

        bool known = TryExtendRange(value.SMin32, value.SMax32, sizeBytes, out long min, out long max);
        return unchecked(new ScalarBounds(
            (known ? Tnum.Range((ulong)min, (ulong)max) : Tnum.Unknown).Subregister, value.Range64, Cnum32.FromSigned((int)min, (int)max)));
    }

    /// <summary>
    /// The range after sign extension: that of the ends while all members share the bits above the cut and the extended ends share
    /// their sign, else everything the size can hold (and false).
    /// </summary>
    internal static bool TryExtendRange(long from, long to, int sizeBytes, out long min, out long max)
    {
        int bits = sizeBytes * 8;
        long first = Extend(from, sizeBytes), last = Extend(to, sizeBytes);
        if (from >> bits == to >> bits && first < 0 == last < 0)
        {
            (min, max) = (Math.Min(first, last), Math.Max(first, last));
            return true;
        }

        max = (1L << (bits - 1)) - 1;
        min = ~max;
        return false;
    }

    internal static long Extend(long value, int sizeBytes) => unchecked(sizeBytes switch
    {
        1 => (sbyte)value,
        2 => (short)value,
        4 => (int)value,
        _ => throw new ArgumentOutOfRangeException(nameof(sizeBytes)),
    });
}
