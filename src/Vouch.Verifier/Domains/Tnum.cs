using System;
using System.Numerics;

namespace Vouch.Verifier.Domains;

/// <summary>
/// A tracked number: 64 bits, each known to be 0, known to be 1, or unknown. A bit set in <paramref name="Mask"/> is unknown;
/// the other bits are those of <paramref name="Value"/>. Invariant: <c>(Value &amp; Mask) == 0</c>.
/// </summary>
/// <remarks>Every operation contains all results of its operands' members, and is the one the kernel's domain of this name gives.</remarks>
internal readonly record struct Tnum(ulong Value, ulong Mask)
{
    private const ulong LowHalf = uint.MaxValue;

    public static Tnum Unknown => new(0, ulong.MaxValue);

    public static Tnum Const(ulong value) => new(value, 0);

    /// <summary>The smallest tnum that holds <paramref name="min"/>..<paramref name="max"/>: their common leading bits stay known.</summary>
    public static Tnum Range(ulong min, ulong max)
    {
        ulong unknown = BitsThrough(min ^ max);
        return new(min & ~unknown, unknown);
    }

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(Tnum other) => Value == other.Value && Mask == other.Mask;

    public override int GetHashCode() => HashCode.Combine(Value, Mask);

    public bool IsConst => Mask == 0;

    public bool IsUnknown => Mask == ulong.MaxValue;

    /// <summary>True when the low 32 bits are all known.</summary>
    public bool IsSubregisterConst => (Mask & LowHalf) == 0;

    /// <summary>The smallest member.</summary>
    public ulong Min => Value;

    /// <summary>The largest member.</summary>
    public ulong Max => Value | Mask;

    /// <summary>The low 32 bits, zero-extended.</summary>
    public Tnum Subregister => new(Value & LowHalf, Mask & LowHalf);

    public bool IsConstOf(ulong value) => Mask == 0 && Value == value;

    public static Tnum operator +(Tnum a, Tnum b) => unchecked(FromExtremes(a.Value + b.Value, a.Max + b.Max, a.Mask | b.Mask, a.Value + b.Value));

    public static Tnum operator -(Tnum a, Tnum b) => unchecked(FromExtremes(a.Value - b.Max, a.Max - b.Value, a.Mask | b.Mask, a.Value - b.Value));

    public static Tnum operator -(Tnum a) => Const(0) - a;

    /// <summary>Adds a shifted copy of <paramref name="b"/> for every bit of <paramref name="a"/> that may be set, lowest first.</summary>
    /// <remarks>The sum is not associative, so the order of the additions is part of the result.</remarks>
    public static Tnum operator *(Tnum a, Tnum b)
    {
        Tnum product = Const(0);
        for (ulong bits = a.Max; bits != 0; bits &= bits - 1)
        {
            int position = BitOperations.TrailingZeroCount(bits);
            Tnum sum = product + b.ShiftLeft(position);
            bool surelySet = ((a.Value >> position) & 1) != 0;
            product = surelySet ? sum : product.Union(sum);
        }

        return product;
    }

    /// <summary>
    /// The product of the known parts, and the sum of what every bit of this adds to the unknown ones. Wider than the operator's result at
    /// times, narrower at others.
    /// </summary>
    public Tnum MultiplyByParts(Tnum other)
    {
        Tnum unknown = Const(0);
        for (ulong bits = Max; bits != 0; bits &= bits - 1)
        {
            int position = BitOperations.TrailingZeroCount(bits);
            bool surelySet = ((Value >> position) & 1) != 0;
            unknown += new Tnum(0, (surelySet ? other.Mask : other.Max) << position);
        }

        return Const(unchecked(Value * other.Value)) + unknown;
    }

    public static Tnum operator &(Tnum a, Tnum b)
    {
        ulong ones = a.Value & b.Value;
        return new(ones, a.Max & b.Max & ~ones);
    }

    public static Tnum operator |(Tnum a, Tnum b)
    {
        ulong ones = a.Value | b.Value;
        return new(ones, (a.Mask | b.Mask) & ~ones);
    }

    public static Tnum operator ^(Tnum a, Tnum b)
    {
        ulong unknown = a.Mask | b.Mask;
        return new((a.Value ^ b.Value) & ~unknown, unknown);
    }

    /// <param name="count">0..63.</param>
    public Tnum ShiftLeft(int count) => new(Value << count, Mask << count);

    /// <param name="count">0..63.</param>
    public Tnum ShiftRight(int count) => new(Value >> count, Mask >> count);

    /// <summary>Shifts copies of the sign bit in; an unknown sign bit leaves the new bits unknown.</summary>
    /// <param name="count">Less than <paramref name="bits"/>.</param>
    /// <param name="bits">32: the low half alone is shifted and the high half becomes zero. 64: the whole value.</param>
    public Tnum ArithmeticShiftRight(int count, int bits) => unchecked(bits == 32
        ? new((uint)((int)Value >> count), (uint)((int)Mask >> count))
        : new((ulong)((long)Value >> count), (ulong)((long)Mask >> count)));

    /// <summary>The members of both. Where a known 0 meets a known 1 there are none, and the bit reads 1.</summary>
    public Tnum Intersect(Tnum other)
    {
        ulong unknown = Mask & other.Mask;
        return new((Value | other.Value) & ~unknown, unknown);
    }

    /// <summary>The smallest tnum that holds the members of either.</summary>
    public Tnum Union(Tnum other)
    {
        ulong unknown = Mask | other.Mask | (Value ^ other.Value);
        return new(Value & other.Value & ~unknown, unknown);
    }

    /// <summary>True when some value is a member of both.</summary>
    public bool Overlaps(Tnum other) => ((Value ^ other.Value) & ~(Mask | other.Mask)) == 0;

    /// <summary>True when every member of <paramref name="other"/> is a member of this.</summary>
    public bool Contains(Tnum other) => (other.Mask & ~Mask) == 0 && (other.Value & ~Mask) == Value;

    public bool Contains(ulong value) => (value & ~Mask) == Value;

    /// <summary>The low <paramref name="sizeBytes"/> bytes (1, 2, 4 or 8), zero-extended.</summary>
    public Tnum Cast(int sizeBytes)
    {
        ulong kept = sizeBytes >= sizeof(ulong) ? ulong.MaxValue : (1UL << (sizeBytes * 8)) - 1;
        return new(Value & kept, Mask & kept);
    }

    /// <summary>This with its low half replaced by that of <paramref name="low"/>.</summary>
    public Tnum WithSubregister(Tnum low) =>
        new((Value & ~LowHalf) | (low.Value & LowHalf), (Mask & ~LowHalf) | (low.Mask & LowHalf));

    public Tnum WithSubregister(uint low) => WithSubregister(Const(low));

    /// <summary>True when every member is a multiple of <paramref name="size"/>, a power of two; 0 asks nothing.</summary>
    public bool IsAligned(ulong size) => size == 0 || (Max & (size - 1)) == 0;

    /// <summary>Swaps the two low bytes and clears the rest.</summary>
    public Tnum ByteSwap16() => ByteSwap64().ShiftRight(48);

    /// <summary>Reverses the four low bytes and clears the rest.</summary>
    public Tnum ByteSwap32() => ByteSwap64().ShiftRight(32);

    public Tnum ByteSwap64() =>
        new(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Value), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Mask));

    /// <summary>The smallest member above <paramref name="value"/>; the largest member when there is none.</summary>
    public ulong Step(ulong value)
    {
        if (value >= Max)
            return Max;

        ulong floor = value + 1;
        ulong conflicts = (floor ^ Value) & ~Mask;
        if (conflicts == 0)
            return floor;

        // Above the highest conflicting bit, floor could still grow into a member.
        ulong below = BitsThrough(conflicts);
        ulong highest = below & ~(below >> 1);
        if ((Value & highest) == 0)
        {
            // floor has a 1 that no member has: carry into the next unknown bit that is still 0.
            ulong free = Mask & ~floor & ~below;
            ulong carry = free & (~free + 1);
            floor |= carry;
            below = carry - 1;
        }

        return (floor & ~below) | (Value & below);
    }

    /// <summary>The log's form: a plain number when all bits are known, else "(0xVALUE; 0xMASK)".</summary>
    public override string ToString()
    {
        if (!IsConst)
            return $"({LogNumber.Hex(Value)}; {LogNumber.Hex(Mask)})";
        return LogNumber.IsDecimal(Value) ? LogNumber.Unsigned(Value) : LogNumber.Signed(unchecked((long)Value));
    }

    /// <summary>
    /// A carry (or borrow) that differs between the smallest and the largest outcome is unknown wherever it can travel, and those
    /// are the bits in which the two outcomes differ.
    /// </summary>
    private static Tnum FromExtremes(ulong least, ulong greatest, ulong operandsUnknown, ulong known)
    {
        ulong unknown = (least ^ greatest) | operandsUnknown;
        return new(known & ~unknown, unknown);
    }

    /// <summary>All bits from the lowest up to the highest set bit of <paramref name="bits"/>.</summary>
    private static ulong BitsThrough(ulong bits) => bits == 0 ? 0 : ulong.MaxValue >> BitOperations.LeadingZeroCount(bits);
}
