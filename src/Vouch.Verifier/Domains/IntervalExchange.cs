using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Domains;

/// <summary>How bits and four pairs of limits learn from one another.</summary>
/// <remarks>
/// Every step cuts what it can and leaves the rest to those after it, so order and number of rounds show in the result: they are the
/// kernel's. Pairs that contradict one another are left so; the invariant check finds them.
/// </remarks>
internal static class IntervalExchange
{
    private const int Rounds = 3;
    private const ulong LowHalf = uint.MaxValue;

    public static IntervalBounds Sync(this in IntervalBounds bounds, ScalarRules rules)
    {
        IntervalBounds known = bounds.WithinBits();
        for (int round = 0; round < Rounds; round++)
        {
            known.Low = LowFromWhole(known.Low, known.Whole).Reconcile(splits: rules.SplitsLowHalves);
            known.Whole = known.Whole.Reconcile(splits: true);
            known.Whole = WholeFromLow(known.Whole, known.Low.UMin, known.Low.UMax);
            if (rules.LearnsFromSignedHalves && unchecked((uint)known.Low.SMin <= (uint)known.Low.SMax))
            {
                known.Whole = WholeFromLow(known.Whole, unchecked((uint)known.Low.SMin), unchecked((uint)known.Low.SMax));
            }

            TakeSignExtended(ref known);
        }

        return (known with { Bits = BitsWithin(known) }).WithinBits();
    }

    /// <summary>The low halves of both ends are limits of the low half where no number between them has another high half.</summary>
    private static Intervals32 LowFromWhole(Intervals32 low, in Intervals64 whole)
    {
        unchecked
        {
            uint umin = (uint)whole.UMin, umax = (uint)whole.UMax, smin = (uint)whole.SMin, smax = (uint)whole.SMax;
            uint firstHigh = High(whole.UMin), lastHigh = High(whole.UMax);
            uint firstSignedHigh = High((ulong)whole.SMin), lastSignedHigh = High((ulong)whole.SMax);
            if (firstHigh == lastHigh)
            {
                low = low.IntersectUnsigned(umin, umax);
                low = IntersectIfOrdered(low, umin, umax);
            }

            if (firstSignedHigh == lastSignedHigh)
            {
                low = smin <= smax ? low.IntersectUnsigned(smin, smax) : low;
                low = IntersectIfOrdered(low, smin, smax);
            }

            low = IntersectIfAdjacent(low, firstHigh, lastHigh, umin, umax);
            return IntersectIfAdjacent(low, firstSignedHigh, lastSignedHigh, smin, smax);
        }
    }

    private static Intervals32 IntersectIfOrdered(in Intervals32 low, uint min, uint max) =>
        unchecked((int)min <= (int)max) ? low.IntersectSigned(unchecked((int)min), unchecked((int)max)) : low;

    /// <summary>Ends on either side of a change of the high half, the first's low half negative, the last's not: one signed range.</summary>
    private static Intervals32 IntersectIfAdjacent(in Intervals32 low, uint firstHigh, uint lastHigh, uint min, uint max) => unchecked(
        firstHigh + 1 == lastHigh && (int)min < 0 && (int)max >= 0 ? low.IntersectSigned((int)min, (int)max) : low);

    /// <summary>Limits of the low half stand in for the low halves of both ends.</summary>
    private static Intervals64 WholeFromLow(in Intervals64 whole, ulong min, ulong max) => unchecked(whole
        .IntersectUnsigned((whole.UMin & ~LowHalf) | min, (whole.UMax & ~LowHalf) | max)
        .IntersectSigned((long)(((ulong)whole.SMin & ~LowHalf) | min), (long)(((ulong)whole.SMax & ~LowHalf) | max)));

    /// <summary>A sign-extended number whose low half is not negative is its low half.</summary>
    private static void TakeSignExtended(ref IntervalBounds known)
    {
        if (known.Low.SMin < 0 || known.Whole.SMin < int.MinValue || known.Whole.SMax > int.MaxValue)
        {
            return;
        }

        ulong min = unchecked((ulong)known.Low.SMin), max = unchecked((ulong)known.Low.SMax);
        known.Whole = new(known.Low.SMin, known.Low.SMax, min, max);
        known.Bits = known.Bits.Intersect(Tnum.Range(min, max));
    }

    private static Tnum BitsWithin(in IntervalBounds known)
    {
        Tnum common = known.Bits.Intersect(Tnum.Range(known.Whole.UMin, known.Whole.UMax));
        return common.WithSubregister(common.Subregister.Intersect(Tnum.Range(known.Low.UMin, known.Low.UMax)));
    }

    private static uint High(ulong value) => (uint)(value >> 32);
}
