namespace Vouch.Verifier.Domains;

/// <summary>Shifts by a constant below the instruction's width.</summary>
internal static class ScalarShift
{
    public static ScalarBounds Left(bool is32, in ScalarBounds value, in ScalarBounds count)
    {
        if (is32)
        {
            int low = Count32(count);
            return new ScalarBounds(value.Bits.Subregister.ShiftLeft(low).Subregister, Cnum64.Unbounded, Left32(value, low)).Range32FromBits();
        }

        int shift = Count64(count);
        return new ScalarBounds(value.Bits.ShiftLeft(shift), Left64(value, shift), Left32(value, shift)).RangesFromBits();
    }

    public static ScalarBounds Right(bool is32, in ScalarBounds value, in ScalarBounds count)
    {
        if (is32)
        {
            int low = Count32(count);
            var range32 = Cnum32.FromUnsigned(value.UMin32 >> low, value.UMax32 >> low);
            return new ScalarBounds(value.Bits.Subregister.ShiftRight(low), Cnum64.Unbounded, range32).Range32FromBits();
        }

        // What comes into the low half from above is known by the bits alone, here and below.
        int shift = Count64(count);
        var range64 = Cnum64.FromUnsigned(value.UMin >> shift, value.UMax >> shift);
        return new ScalarBounds(value.Bits.ShiftRight(shift), range64, Cnum32.Unbounded).RangesFromBits();
    }

    public static ScalarBounds ArithmeticRight(bool is32, in ScalarBounds value, in ScalarBounds count)
    {
        if (is32)
        {
            int low = Count32(count);
            var range32 = Cnum32.FromSigned(value.SMin32 >> low, value.SMax32 >> low);
            return new ScalarBounds(value.Bits.ArithmeticShiftRight(low, 32), Cnum64.Unbounded, range32).Range32FromBits();
        }

        int shift = Count64(count);
        var range64 = Cnum64.FromSigned(value.SMin >> shift, value.SMax >> shift);
        return new ScalarBounds(value.Bits.ArithmeticShiftRight(shift, 64), range64, Cnum32.Unbounded).RangesFromBits();
    }

    private static int Count32(in ScalarBounds count) => unchecked((int)count.UMin32);

    private static int Count64(in ScalarBounds count) => unchecked((int)count.UMin);

    /// <summary>Everything, once a set bit might be shifted out.</summary>
    private static Cnum32 Left32(in ScalarBounds value, int shift) => shift > 31 || value.UMax32 > 1U << (31 - shift)
        ? Cnum32.Unbounded
        : Cnum32.FromUnsigned(value.UMin32 << shift, value.UMax32 << shift);

    private static Cnum64 Left64(in ScalarBounds value, int shift)
    {
        Cnum64 unsigned = value.UMax > 1UL << (63 - shift)
            ? Cnum64.Unbounded
            : Cnum64.FromUnsigned(value.UMin << shift, value.UMax << shift);

        // Compilers sign-extend a low half by shifting it up and back again; its sign and order survive a shift by 32.
        Cnum64 signed = shift == 32 ? Cnum64.FromSigned((long)value.SMin32 << 32, (long)value.SMax32 << 32) : Cnum64.Unbounded;
        return unsigned.Intersect(signed);
    }
}
