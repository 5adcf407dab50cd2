global using Cnum32 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Domains.Width32>;
global using Cnum64 = Vouch.Verifier.Domains.Cnum<Vouch.Verifier.Domains.Width64>;

using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Domains;

/// <summary>
/// A circular range: the members <paramref name="Base"/>, Base + 1, ... Base + <paramref name="Size"/>, counted modulo 2^width. One arc
/// stands for an unsigned range and a signed range at once; it may cross either boundary.
/// </summary>
/// <remarks>
/// The full circle can be written with any base, and states are compared bit by bit: which base an operation leaves behind is part
/// of its result. The one pattern that is no range is base and size both at their maximum, <see cref="Empty"/>. Numbers of all widths
/// are computed in 64 bits and cut to the width, so that the code of either width can be compiled ahead of time; unsigned numbers are
/// kept zero-extended, signed ones are handed in and out sign-extended.
/// </remarks>
internal readonly partial record struct Cnum<TWidth>(ulong Base, ulong Size)
    where TWidth : struct, ICnumWidth
{
    public static Cnum<TWidth> Unbounded => new(0, Largest);

    public static Cnum<TWidth> Empty => new(Largest, Largest);

    private static ulong Largest => ulong.MaxValue >> Unused;

    private static ulong LargestPositive => Largest >> 1;

    private static ulong SmallestNegative => Largest ^ (Largest >> 1);

    private static long SmallestSigned => long.MinValue >> Unused;

    private static long LargestSigned => long.MaxValue >> Unused;

    private static int Unused => 64 - TWidth.Bits;

    public static Cnum<TWidth> Const(ulong value) => new(value, 0);

    /// <summary>A <paramref name="min"/> above <paramref name="max"/> is no error: the arc then runs through zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Cnum<TWidth> FromUnsigned(ulong min, ulong max) => new(Cut(min), Cut(unchecked(max - min)));

    /// <summary>As <see cref="FromUnsigned"/>, but a full circle always starts at zero.</summary>
    public static Cnum<TWidth> FromSigned(long min, long max)
    {
        Cnum<TWidth> arc = unchecked(FromUnsigned((ulong)min, (ulong)max));
        return arc.Size == Largest ? Unbounded : arc;
    }

    /// <summary>The range of a tnum's low bits. Bits above the width are ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Cnum<TWidth> FromBits(Tnum bits)
    {
        ulong ones = Cut(bits.Value);
        ulong unknown = Cut(bits.Mask);
        ulong sign = SmallestNegative;
        return ((ones | unknown) & sign) == 0
            ? FromUnsigned(ones, ones | unknown)
            : FromSigned(Signed(ones | (unknown & sign)), Signed(ones | (unknown & ~sign)));
    }

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(Cnum<TWidth> other) => Base == other.Base && Size == other.Size;

    public override int GetHashCode() => HashCode.Combine(Base, Size);

    public bool IsEmpty => (Base & Size) == Largest;

    public bool IsConst => Size == 0;

    /// <summary>The last member.</summary>
    public ulong End => Cut(unchecked(Base + Size));

    /// <summary>The smallest member; zero when the arc crosses from the largest value to zero.</summary>
    public ulong UMin => CrossesZero ? 0 : Base;

    /// <summary>The largest member; the largest value when the arc crosses from it to zero.</summary>
    public ulong UMax => CrossesZero ? Largest : End;

    /// <summary>The smallest member read as signed; the smallest value when the arc crosses the sign boundary.</summary>
    public long SMin => CrossesSign ? SmallestSigned : Math.Min(Signed(Base), Signed(End));

    /// <summary>The largest member read as signed; the largest value when the arc crosses the sign boundary.</summary>
    public long SMax => CrossesSign ? LargestSigned : Math.Max(Signed(Base), Signed(End));

    /// <summary>True when the members are two unsigned ranges: the arc holds both the largest value and zero.</summary>
    internal bool CrossesZero => Size > Largest - Base;

    private bool CrossesSign => Contains(LargestPositive) && Contains(SmallestNegative);

    /// <summary>A full circle starts at zero, or stays at the largest positive number if it starts there.</summary>
    private Cnum<TWidth> Normalized => Size == Largest && Base != LargestPositive ? Unbounded : this;

    public bool Contains(ulong value) => !IsEmpty && Reaches(value);

    /// <summary>True when every member of this is a member of <paramref name="outer"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSubsetOf(Cnum<TWidth> outer)
    {
        if (IsEmpty)
            return true;
        if (outer.IsEmpty)
            return false;

        Cnum<TWidth> seen = From(outer.Base);
        return seen.CrossesZero ? outer.Size == Largest : seen.End <= outer.Size;
    }

    /// <summary>
    /// The common members. Two arcs can meet at both of their ends; that is no arc, and the smaller operand stands for it (of equals, the
    /// one with the lower base).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cnum<TWidth> Intersect(Cnum<TWidth> other)
    {
        if (IsEmpty || other.IsEmpty)
            return Empty;

        return Base <= other.Base ? IntersectOrdered(Base, Size, other.Base, other.Size) : IntersectOrdered(other.Base, other.Size, Base, Size);
    }

    // In numbers, not ranges: pairs of words that are written one by one and read as one make the processor wait.
    private static Cnum<TWidth> IntersectOrdered(ulong lowBase, ulong lowSize, ulong highBase, ulong highSize)
    {
        ulong distance = highBase - lowBase;
        bool startsInside = distance <= lowSize;
        if (highSize <= Largest - distance)
            return startsInside ? new(highBase, Math.Min(lowSize - distance, highSize)) : Empty;
        if (!startsInside)
            return new(lowBase, Math.Min(lowSize, Cut(unchecked(distance + highSize))));

        return lowSize <= highSize ? new(lowBase, lowSize) : new(highBase, highSize);
    }

    public Cnum<TWidth> IntersectUnsigned(ulong min, ulong max) => Intersect(FromUnsigned(min, max));

    public Cnum<TWidth> IntersectSigned(long min, long max) => Intersect(FromSigned(min, max));

    /// <summary>All sums, wrapping; everything when there are more of them than the circle has points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cnum<TWidth> Add(Cnum<TWidth> other)
    {
        if (IsEmpty || other.IsEmpty)
            return Empty;
        if (Size > Largest - other.Size)
            return Unbounded;

        return new Cnum<TWidth>(Cut(unchecked(Base + other.Base)), Size + other.Size).Normalized;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cnum<TWidth> Negate() => IsEmpty ? Empty : new Cnum<TWidth>(Cut(unchecked(0 - End)), Size).Normalized;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cnum<TWidth> Subtract(Cnum<TWidth> other) => Add(other.Negate());

    /// <summary>First member and size, for messages of tests and failed invariants; the log prints limits only.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[0x{Base:x}, +0x{Size:x}]");

    /// <summary>This arc on a circle turned so that <paramref name="origin"/> is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Cnum<TWidth> From(ulong origin) => new(Cut(unchecked(Base - origin)), Size);

    /// <summary>Membership by position alone, for an arc known not to be empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Reaches(ulong value) => Cut(unchecked(value - Base)) <= Size;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Cut(ulong value) => value & Largest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Signed(ulong value) => unchecked((long)(value << Unused)) >> Unused;
}
