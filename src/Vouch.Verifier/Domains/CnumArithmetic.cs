using System;

namespace Vouch.Verifier.Domains;

/// <content>Products, quotients and remainders. Divisors are constants other than zero.</content>
internal readonly partial record struct Cnum<TUnsigned, TSigned>
{
    /// <summary>The unsigned and the signed range of the products, each dropped where a product may overflow.</summary>
    public Cnum<TUnsigned, TSigned> Multiply(Cnum<TUnsigned, TSigned> other) =>
        UnsignedProducts(other).Intersect(SignedProducts(other));

    public Cnum<TUnsigned, TSigned> Divide(TUnsigned divisor) => FromUnsigned(UMin / divisor, UMax / divisor);

    /// <summary>Rounds towards zero. The smallest number divided by -1 is itself, the instruction set says.</summary>
    public Cnum<TUnsigned, TSigned> DivideSigned(TSigned divisor)
    {
        TSigned min = SMin, max = SMax;
        if (min == TSigned.MinValue && divisor == TSigned.NegativeOne)
        {
            // The quotients of the smallest number and of its successor lie at opposite ends: together they span everything.
            return FromSigned(min, max == min ? min : TSigned.MaxValue);
        }

        TSigned first = min / divisor, second = max / divisor;
        return FromSigned(TSigned.Min(first, second), TSigned.Max(first, second));
    }

    /// <summary>False when all dividends lie below the divisor, so that a division leaves them as they are.</summary>
    public bool TryModulo(TUnsigned divisor, out Cnum<TUnsigned, TSigned> remainders)
    {
        TUnsigned largest = divisor - TUnsigned.One;
        remainders = FromUnsigned(TUnsigned.Zero, largest);
        return UMax > largest;
    }

    /// <summary>As <see cref="TryModulo"/>, for remainders that take the dividend's sign.</summary>
    public bool TryModuloSigned(TSigned divisor, out Cnum<TUnsigned, TSigned> remainders)
    {
        // One less than the magnitude; the complement is that even for the smallest number, whose magnitude does not fit.
        TSigned largest = divisor > TSigned.Zero ? divisor - TSigned.One : ~divisor;
        TSigned smallest = -largest;
        TSigned min = SMin, max = SMax;

        // Dividends of both signs give the whole span, even where one side is known to be short.
        remainders = min >= TSigned.Zero ? FromSigned(TSigned.Zero, TSigned.Min(max, largest))
            : max <= TSigned.Zero ? FromSigned(TSigned.Max(min, smallest), TSigned.Zero)
            : FromSigned(smallest, largest);
        return min < smallest || max > largest;
    }

    private Cnum<TUnsigned, TSigned> UnsignedProducts(Cnum<TUnsigned, TSigned> other)
    {
        UInt128 greatest = UInt128.CreateTruncating(UMax) * UInt128.CreateTruncating(other.UMax);
        return greatest > UInt128.CreateTruncating(TUnsigned.MaxValue)
            ? Unbounded
            : FromUnsigned(unchecked(UMin * other.UMin), TUnsigned.CreateTruncating(greatest));
    }

    private Cnum<TUnsigned, TSigned> SignedProducts(Cnum<TUnsigned, TSigned> other)
    {
        Int128 min = Int128.CreateTruncating(SMin), max = Int128.CreateTruncating(SMax);
        Int128 otherMin = Int128.CreateTruncating(other.SMin), otherMax = Int128.CreateTruncating(other.SMax);

        Int128 a = min * otherMin, b = min * otherMax, c = max * otherMin, d = max * otherMax;
        Int128 least = Int128.Min(Int128.Min(a, b), Int128.Min(c, d));
        Int128 greatest = Int128.Max(Int128.Max(a, b), Int128.Max(c, d));
        bool overflows = least < Int128.CreateTruncating(TSigned.MinValue) || greatest > Int128.CreateTruncating(TSigned.MaxValue);
        return overflows
            ? FromSigned(TSigned.MinValue, TSigned.MaxValue)
            : FromSigned(TSigned.CreateTruncating(least), TSigned.CreateTruncating(greatest));
    }
}
