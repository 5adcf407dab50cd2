using System;

namespace Vouch.Verifier.Domains;

/// <summary>Arithmetic of pairs of limits. A pair whose ends wrap says nothing any more, and is then everything.</summary>
internal readonly partial record struct Intervals<TWidth>
{
    /// <param name="other">The summand.</param>
    /// <param name="mayWrap">Unsigned sums that both wrap are limits of sums that all wrap.</param>
    public Intervals<TWidth> Add(in Intervals<TWidth> other, bool mayWrap)
    {
        ulong least = Cut(unchecked(UMin + other.UMin)), most = Cut(unchecked(UMax + other.UMax));
        bool leastWraps = least < UMin, mostWraps = most < UMax;
        bool isLost = mayWrap ? mostWraps && !leastWraps : mostWraps || leastWraps;
        bool isSigned = TryAdd(SMin, other.SMin, out long min) & TryAdd(SMax, other.SMax, out long max);
        return Pairs(isSigned, min, max, !isLost, least, most);
    }

    /// <param name="other">What is subtracted.</param>
    /// <param name="mayWrap">Unsigned differences that both wrap are limits of differences that all wrap.</param>
    public Intervals<TWidth> Subtract(in Intervals<TWidth> other, bool mayWrap)
    {
        ulong least = Cut(unchecked(UMin - other.UMax)), most = Cut(unchecked(UMax - other.UMin));
        bool leastWraps = UMin < other.UMax, mostWraps = UMax < other.UMin;
        bool isLost = leastWraps && !(mayWrap && mostWraps);
        bool isSigned = TrySubtract(SMin, other.SMax, out long min) & TrySubtract(SMax, other.SMin, out long max);
        return Pairs(isSigned, min, max, !isLost, least, most);
    }

    public Intervals<TWidth> Multiply(in Intervals<TWidth> other)
    {
        bool isUnsigned = TryMultiply(UMin, other.UMin, out ulong least) & TryMultiply(UMax, other.UMax, out ulong most);
        bool isSigned = TryMultiply(SMin, other.SMin, out long a) & TryMultiply(SMin, other.SMax, out long b)
            & TryMultiply(SMax, other.SMin, out long c) & TryMultiply(SMax, other.SMax, out long d);
        return Pairs(
            isSigned, Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)), isUnsigned, least, most);
    }

    /// <summary>As <see cref="Multiply"/>, where both factors have half the width and are not negative; else everything.</summary>
    public Intervals<TWidth> MultiplyHalves(in Intervals<TWidth> other)
    {
        ulong half = Largest >> (TWidth.Bits / 2);
        return SMin < 0 || other.SMin < 0 || UMax > half || other.UMax > half
            ? Unbounded
            : FromUnsignedLimits(Cut(unchecked(UMin * other.UMin)), UMax * other.UMax);
    }

    /// <summary>The signed pair is the unsigned one unless its maximum is negative.</summary>
    private static Intervals<TWidth> FromUnsignedLimits(ulong min, ulong max) => max > (ulong)LargestSigned
        ? new(SmallestSigned, LargestSigned, min, max)
        : new(Signed(min), Signed(max), min, max);

    /// <summary>The signed pair is lost, and the unsigned one too once a set bit might be shifted out.</summary>
    public Intervals<TWidth> ShiftLeft(int count) => count >= TWidth.Bits || UMax > 1UL << (TWidth.Bits - 1 - count)
        ? Unbounded
        : new(SmallestSigned, LargestSigned, UMin << count, UMax << count);

    /// <param name="count">Below the width.</param>
    public Intervals<TWidth> ShiftRight(int count) => new(SmallestSigned, LargestSigned, UMin >> count, UMax >> count);

    /// <param name="count">Below the width.</param>
    public Intervals<TWidth> ArithmeticShiftRight(int count) => FromSigned(SMin >> count, SMax >> count);

    private static Intervals<TWidth> Pairs(bool isSigned, long min, long max, bool isUnsigned, ulong least, ulong most)
    {
        Intervals<TWidth> pairs = isSigned ? FromSigned(min, max) : Unbounded;
        return isUnsigned ? pairs with { UMin = least, UMax = most } : pairs;
    }

    private static bool TryAdd(long a, long b, out long sum)
    {
        sum = Signed(unchecked((ulong)a + (ulong)b));
        return ((a ^ sum) & (b ^ sum)) >= 0;
    }

    private static bool TrySubtract(long a, long b, out long difference)
    {
        difference = Signed(unchecked((ulong)a - (ulong)b));
        return ((a ^ b) & (a ^ difference)) >= 0;
    }

    private static bool TryMultiply(ulong a, ulong b, out ulong product) => Math.BigMul(a, b, out product) == 0 && product <= Largest;

    private static bool TryMultiply(long a, long b, out long product)
    {
        long high = Math.BigMul(a, b, out product);
        return high == product >> 63 && product >= SmallestSigned && product <= LargestSigned;
    }
}
