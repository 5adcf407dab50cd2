using System;

namespace Vouch.Verifier.Domains;

/// <content>Products, quotients and remainders. Divisors are constants other than zero.</content>
internal readonly partial record struct Cnum<TWidth>
{
    /// <summary>The unsigned and the signed range of the products, each dropped where a product may overflow.</summary>
    public Cnum<TWidth> Multiply(Cnum<TWidth> other) => UnsignedProducts(other).Intersect(SignedProducts(other));

    public Cnum<TWidth> Divide(ulong divisor) => FromUnsigned(UMin / divisor, UMax / divisor);

    /// <summary>Rounds towards zero. The smallest number divided by -1 is itself, the instruction set says.</summary>
    public Cnum<TWidth> DivideSigned(long divisor)
    {
        long min = SMin, max = SMax;
        if (min == SmallestSigned && divisor == -1)
        {
            // The quotients of the smallest number and of its successor lie at opposite ends: together they span everything.
            return FromSigned(min, max == min ? min : LargestSigned);
        }

        long first = min / divisor, second = max / divisor;
        return FromSigned(Math.Min(first, second), Math.Max(first, second));
    }

    /// <summary>False when all dividends lie below the divisor, so that a division leaves them as they are.</summary>
    public bool TryModulo(ulong divisor, out Cnum<TWidth> remainders)
    {
        ulong largest = divisor - 1;
        remainders = FromUnsigned(0, largest);
        return UMax > largest;
    }

    /// <summary>As <see cref="TryModulo"/>, for remainders that take the dividend's sign.</summary>
    public bool TryModuloSigned(long divisor, out Cnum<TWidth> remainders)
    {
        // One less than the magnitude; the complement is that even for the smallest number, whose magnitude does not fit.
        long largest = divisor > 0 ? divisor - 1 : ~divisor;
        long smallest = -largest;
        long min = SMin, max = SMax;

        // Dividends of both signs give the whole span, even where one side is known to be short.
        remainders = min >= 0 ? FromSigned(0, Math.Min(max, largest))
            : max <= 0 ? FromSigned(Math.Max(min, smallest), 0)
            : FromSigned(smallest, largest);
        return min < smallest || max > largest;
    }

    private Cnum<TWidth> UnsignedProducts(Cnum<TWidth> other)
    {
        ulong max = UMax, otherMax = other.UMax;
        bool overflows = max != 0 && otherMax > Largest / max;
        return overflows ? Unbounded : FromUnsigned(UMin * other.UMin, max * otherMax);
    }

    private Cnum<TWidth> SignedProducts(Cnum<TWidth> other)
    {
        long min = SMin, max = SMax, otherMin = other.SMin, otherMax = other.SMax;
        bool fits = TryMultiply(min, otherMin, out long a) & TryMultiply(min, otherMax, out long b)
            & TryMultiply(max, otherMin, out long c) & TryMultiply(max, otherMax, out long d);
        return fits
            ? FromSigned(Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)))
            : FromSigned(SmallestSigned, LargestSigned);
    }

    /// <summary>False when the product does not fit the width.</summary>
    private static bool TryMultiply(long a, long b, out long product)
    {
        long high = Math.BigMul(a, b, out product);
        return high == product >> 63 && product >= SmallestSigned && product <= LargestSigned;
    }
}
