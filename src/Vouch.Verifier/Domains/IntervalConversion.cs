namespace Vouch.Verifier.Domains;

/// <summary>Truncation and sign extension of a register, computed with intervals; none synchronises.</summary>
internal static class IntervalConversion
{
    /// <summary>Keeps the low <paramref name="sizeBytes"/> bytes (1, 2 or 4), zero-extended.</summary>
    public static IntervalBounds Truncate(this in IntervalBounds value, int sizeBytes)
    {
        ulong kept = (1UL << (sizeBytes * 8)) - 1;
        ulong min = value.Whole.UMin, max = value.Whole.UMax;
        bool cutsEqually = ((min ^ max) & ~kept) == 0;
        (min, max) = cutsEqually ? (min & kept, max & kept) : (0, kept);
        return new(value.Bits.Cast(sizeBytes), new((long)min, (long)max, min, max), sizeBytes < 4 ? Intervals32.Unbounded : value.Low);
    }

    /// <summary>Sign-extends the low <paramref name="sizeBytes"/> bytes (1, 2 or 4) into 64 bits.</summary>
    public static IntervalBounds SignExtend64(this in IntervalBounds value, int sizeBytes)
    {
        if (value.Bits.IsConst)
        {
            return IntervalBounds.Const(unchecked((ulong)WidthConversion.Extend((long)value.Bits.Value, sizeBytes)));
        }

        if (WidthConversion.TryExtendRange(value.Whole.SMin, value.Whole.SMax, sizeBytes, out long min, out long max))
        {
            unchecked
            {
                ulong first = (ulong)min, last = (ulong)max;
                return new(Tnum.Range(first, last), new(min, max, first, last), new((int)min, (int)max, (uint)first, (uint)last));
            }
        }

        return new(Tnum.Unknown, Intervals64.FromSigned(min, max), Intervals32.FromSigned(min, max));
    }

    /// <summary>Sign-extends the low <paramref name="sizeBytes"/> bytes (1 or 2) into 32 bits, before the zero extension to 64.</summary>
    public static IntervalBounds SignExtend32(this in IntervalBounds value, int sizeBytes)
    {
        if (value.Bits.IsConst)
        {
            ulong extended = unchecked((ulong)WidthConversion.Extend((long)value.Bits.Value, sizeBytes));
            return new(Tnum.Const(extended), value.Whole, Intervals32.Const(extended));
        }

        if (WidthConversion.TryExtendRange(value.Low.SMin, value.Low.SMax, sizeBytes, out long min, out long max))
        {
            ulong first = unchecked((ulong)min), last = unchecked((ulong)max);
            return new(Tnum.Range(first, last).Subregister, value.Whole, new(min, max, unchecked((uint)first), unchecked((uint)last)));
        }

        return new(Tnum.Unknown.Subregister, value.Whole, Intervals32.FromSigned(min, max));
    }
}
