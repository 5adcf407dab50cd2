global using Intervals32 = Vouch.Verifier.Domains.Intervals<Vouch.Verifier.Domains.Width32>;
global using Intervals64 = Vouch.Verifier.Domains.Intervals<Vouch.Verifier.Domains.Width64>;

using System;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Domains;

/// <summary>
/// Limits of a number of some width, read as signed and as unsigned, each pair for itself: neither knows of the other, and a minimum may
/// lie above its maximum until somebody looks.
/// </summary>
/// <remarks>
/// Computed in 64 bits at every width, as <see cref="Cnum{TWidth}"/> is: signed limits are kept sign-extended, unsigned ones
/// zero-extended. Numbers handed in are those of the width too, unless a parameter says otherwise.
/// </remarks>
internal readonly partial record struct Intervals<TWidth>(long SMin, long SMax, ulong UMin, ulong UMax)
    where TWidth : struct, ICnumWidth
{
    public static Intervals<TWidth> Unbounded => new(SmallestSigned, LargestSigned, 0, Largest);

    private static int Unused => 64 - TWidth.Bits;

    private static ulong Largest => ulong.MaxValue >> Unused;

    private static long SmallestSigned => long.MinValue >> Unused;

    private static long LargestSigned => long.MaxValue >> Unused;

    /// <param name="value">Bits above the width are ignored.</param>
    public static Intervals<TWidth> Const(ulong value) => new(Signed(value), Signed(value), Cut(value), Cut(value));

    /// <summary>A signed pair; of the unsigned one nothing is known.</summary>
    public static Intervals<TWidth> FromSigned(long min, long max) => new(min, max, 0, Largest);

    /// <summary>An unsigned pair that is the signed one too, unless it is crossed when read so.</summary>
    public static Intervals<TWidth> FromUnsigned(ulong min, ulong max) => Signed(min) <= Signed(max)
        ? new(Signed(min), Signed(max), min, max)
        : new(SmallestSigned, LargestSigned, min, max);

    /// <summary>All limits are one number, or would be if they were of one kind.</summary>
    public bool IsOne => SMin == SMax && UMin == UMax;

    /// <summary>No number satisfies one of the pairs.</summary>
    public bool IsCrossed => UMin > UMax || SMin > SMax;

    /// <summary>Every pair of <paramref name="other"/> lies within the one here.</summary>
    public bool Covers(in Intervals<TWidth> other) =>
        UMin <= other.UMin && UMax >= other.UMax && SMin <= other.SMin && SMax >= other.SMax;

    public Intervals<TWidth> Intersect(in Intervals<TWidth> other) =>
        IntersectSigned(other.SMin, other.SMax).IntersectUnsigned(other.UMin, other.UMax);

    public Intervals<TWidth> IntersectSigned(long min, long max) => this with { SMin = Math.Max(SMin, min), SMax = Math.Min(SMax, max) };

    public Intervals<TWidth> IntersectUnsigned(ulong min, ulong max) => this with { UMin = Math.Max(UMin, min), UMax = Math.Min(UMax, max) };

    /// <summary>Cuts both pairs to what the bits allow.</summary>
    /// <param name="bits">Bits above the width are ignored.</param>
    public Intervals<TWidth> Within(Tnum bits)
    {
        ulong ones = Cut(bits.Value), unknown = Cut(bits.Mask), sign = SignBit;
        return IntersectUnsigned(ones, ones | unknown).IntersectSigned(Signed(ones | (unknown & sign)), Signed(ones | (unknown & ~sign)));
    }

    /// <summary>Each end that is <paramref name="point"/> moves inwards by one. An end that cannot wraps.</summary>
    /// <param name="point">Bits above the width are ignored.</param>
    public Intervals<TWidth> Without(ulong point)
    {
        ulong unsigned = Cut(point);
        long signed = Signed(point);
        return new(
            SMin == signed ? After(SMin) : SMin, SMax == signed ? Before(SMax) : SMax,
            UMin == unsigned ? After(UMin) : UMin, UMax == unsigned ? Before(UMax) : UMax);
    }

    /// <summary>What each pair tells of the other.</summary>
    /// <param name="splits">
    /// A signed pair that crosses from negative to other numbers is two ranges of unsigned numbers; where the unsigned pair meets only
    /// one of them, that is the range.
    /// </param>
    public Intervals<TWidth> Reconcile(bool splits)
    {
        Intervals<TWidth> known = this;
        if (Signed(known.UMin) <= Signed(known.UMax))
        {
            known = known.IntersectSigned(Signed(known.UMin), Signed(known.UMax));
        }

        ulong first = Cut(unchecked((ulong)known.SMin)), last = Cut(unchecked((ulong)known.SMax));
        if (first <= last)
        {
            return known.IntersectUnsigned(first, last);
        }

        if (splits && known.UMax < first)
        {
            return known with { SMin = Signed(known.UMin), UMax = Math.Min(known.UMax, last) };
        }

        return splits && last < known.UMin
            ? known with { SMax = Signed(known.UMax), UMin = Math.Max(known.UMin, first) }
            : known;
    }

    /// <summary>The arc from the unsigned minimum to the maximum, if its signed limits are those here.</summary>
    public bool TryArc(out Cnum<TWidth> arc)
    {
        arc = Cnum<TWidth>.FromUnsigned(UMin, UMax);
        return UMin <= UMax && arc.SMin == SMin && arc.SMax == SMax;
    }

    private static ulong SignBit => Largest ^ (Largest >> 1);

    public static ulong After(ulong value) => Cut(unchecked(value + 1));

    public static ulong Before(ulong value) => Cut(unchecked(value - 1));

    public static long After(long value) => Signed(unchecked((ulong)value + 1));

    public static long Before(long value) => Signed(unchecked((ulong)value - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Cut(ulong value) => value & Largest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Signed(ulong value) => unchecked((long)(value << Unused)) >> Unused;
}
