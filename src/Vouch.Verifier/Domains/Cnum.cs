global using Cnum32 = Vouch.Verifier.Domains.Cnum<uint, int>;
global using Cnum64 = Vouch.Verifier.Domains.Cnum<ulong, long>;

using System.Globalization;
using System.Numerics;

namespace Vouch.Verifier.Domains;

/// <summary>
/// A circular range: the members <paramref name="Base"/>, Base + 1, ... Base + <paramref name="Size"/>, counted modulo 2^width. One arc
/// stands for an unsigned range and a signed range at once; it may cross either boundary.
/// </summary>
/// <remarks>
/// The full circle can be written with any base, and states are compared bit by bit: which base an operation leaves behind is part
/// of its result. The one pattern that is no range is base and size both at their maximum, <see cref="Empty"/>.
/// </remarks>
internal readonly partial record struct Cnum<TUnsigned, TSigned>(TUnsigned Base, TUnsigned Size)
    where TUnsigned : unmanaged, IBinaryInteger<TUnsigned>, IUnsignedNumber<TUnsigned>, IMinMaxValue<TUnsigned>
    where TSigned : unmanaged, IBinaryInteger<TSigned>, ISignedNumber<TSigned>, IMinMaxValue<TSigned>
{
    public static Cnum<TUnsigned, TSigned> Unbounded => new(TUnsigned.Zero, TUnsigned.MaxValue);

    public static Cnum<TUnsigned, TSigned> Empty => new(TUnsigned.MaxValue, TUnsigned.MaxValue);

    private static TUnsigned LargestPositive => TUnsigned.CreateTruncating(TSigned.MaxValue);

    private static TUnsigned SmallestNegative => TUnsigned.CreateTruncating(TSigned.MinValue);

    public static Cnum<TUnsigned, TSigned> Const(TUnsigned value) => new(value, TUnsigned.Zero);

    /// <summary>A <paramref name="min"/> above <paramref name="max"/> is no error: the arc then runs through zero.</summary>
    public static Cnum<TUnsigned, TSigned> FromUnsigned(TUnsigned min, TUnsigned max) => new(min, unchecked(max - min));

    /// <summary>As <see cref="FromUnsigned"/>, but a full circle always starts at zero.</summary>
    public static Cnum<TUnsigned, TSigned> FromSigned(TSigned min, TSigned max)
    {
        var arc = FromUnsigned(TUnsigned.CreateTruncating(min), TUnsigned.CreateTruncating(max));
        return arc.Size == TUnsigned.MaxValue ? Unbounded : arc;
    }

    /// <summary>The range of a tnum's low bits. Wider bits than <typeparamref name="TUnsigned"/> has are ignored.</summary>
    public static Cnum<TUnsigned, TSigned> FromBits(Tnum bits)
    {
        TUnsigned ones = TUnsigned.CreateTruncating(bits.Value);
        TUnsigned unknown = TUnsigned.CreateTruncating(bits.Mask);
        TUnsigned sign = SmallestNegative;
        return ((ones | unknown) & sign) == TUnsigned.Zero
            ? FromUnsigned(ones, ones | unknown)
            : FromSigned(TSigned.CreateTruncating(ones | (unknown & sign)), TSigned.CreateTruncating(ones | (unknown & ~sign)));
    }

    public bool IsEmpty => Base == TUnsigned.MaxValue && Size == TUnsigned.MaxValue;

    public bool IsConst => Size == TUnsigned.Zero;

    /// <summary>The last member.</summary>
    public TUnsigned End => unchecked(Base + Size);

    /// <summary>The smallest member; zero when the arc crosses from the largest value to zero.</summary>
    public TUnsigned UMin => CrossesZero ? TUnsigned.Zero : Base;

    /// <summary>The largest member; the largest value when the arc crosses from it to zero.</summary>
    public TUnsigned UMax => CrossesZero ? TUnsigned.MaxValue : End;

    /// <summary>The smallest member read as signed; the smallest value when the arc crosses the sign boundary.</summary>
    public TSigned SMin => CrossesSign ? TSigned.MinValue : TSigned.Min(TSigned.CreateTruncating(Base), TSigned.CreateTruncating(End));

    /// <summary>The largest member read as signed; the largest value when the arc crosses the sign boundary.</summary>
    public TSigned SMax => CrossesSign ? TSigned.MaxValue : TSigned.Max(TSigned.CreateTruncating(Base), TSigned.CreateTruncating(End));

    /// <summary>True when the members are two unsigned ranges: the arc holds both the largest value and zero.</summary>
    internal bool CrossesZero => Size > TUnsigned.MaxValue - Base;

    private bool CrossesSign => Contains(LargestPositive) && Contains(SmallestNegative);

    /// <summary>A full circle starts at zero, or stays at the largest positive number if it starts there.</summary>
    private Cnum<TUnsigned, TSigned> Normalized => Size == TUnsigned.MaxValue && Base != LargestPositive ? Unbounded : this;

    public bool Contains(TUnsigned value) => !IsEmpty && Reaches(value);

    /// <summary>True when every member of this is a member of <paramref name="outer"/>.</summary>
    public bool IsSubsetOf(Cnum<TUnsigned, TSigned> outer)
    {
        if (IsEmpty)
            return true;
        if (outer.IsEmpty)
            return false;

        Cnum<TUnsigned, TSigned> seen = From(outer.Base);
        return seen.CrossesZero ? outer.Size == TUnsigned.MaxValue : seen.End <= outer.Size;
    }

    /// <summary>
    /// The common members. Two arcs can meet at both of their ends; that is no arc, and the smaller operand stands for it (of equals, the
    /// one with the lower base).
    /// </summary>
    public Cnum<TUnsigned, TSigned> Intersect(Cnum<TUnsigned, TSigned> other)
    {
        if (IsEmpty || other.IsEmpty)
            return Empty;

        (Cnum<TUnsigned, TSigned> low, Cnum<TUnsigned, TSigned> high) = Base > other.Base ? (other, this) : (this, other);
        Cnum<TUnsigned, TSigned> seen = high.From(low.Base);
        bool startsInside = seen.Base <= low.Size;
        bool comesAround = seen.CrossesZero;
        return (startsInside, comesAround) switch
        {
            (true, true) => low.Size <= high.Size ? low : high,
            (true, false) => new(high.Base, TUnsigned.Min(unchecked(low.Size - seen.Base), high.Size)),
            (false, true) => new(low.Base, TUnsigned.Min(low.Size, seen.End)),
            (false, false) => Empty,
        };
    }

    public Cnum<TUnsigned, TSigned> IntersectUnsigned(TUnsigned min, TUnsigned max) => Intersect(FromUnsigned(min, max));

    public Cnum<TUnsigned, TSigned> IntersectSigned(TSigned min, TSigned max) => Intersect(FromSigned(min, max));

    /// <summary>All sums, wrapping; everything when there are more of them than the circle has points.</summary>
    public Cnum<TUnsigned, TSigned> Add(Cnum<TUnsigned, TSigned> other)
    {
        if (IsEmpty || other.IsEmpty)
            return Empty;
        if (Size > TUnsigned.MaxValue - other.Size)
            return Unbounded;

        return new Cnum<TUnsigned, TSigned>(unchecked(Base + other.Base), unchecked(Size + other.Size)).Normalized;
    }

    public Cnum<TUnsigned, TSigned> Negate() =>
        IsEmpty ? Empty : new Cnum<TUnsigned, TSigned>(unchecked(TUnsigned.Zero - End), Size).Normalized;

    public Cnum<TUnsigned, TSigned> Subtract(Cnum<TUnsigned, TSigned> other) => Add(other.Negate());

    /// <summary>First member and size, for messages of tests and failed invariants; the log prints limits only.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[0x{Base:x}, +0x{Size:x}]");

    /// <summary>This arc on a circle turned so that <paramref name="origin"/> is zero.</summary>
    internal Cnum<TUnsigned, TSigned> From(TUnsigned origin) => new(unchecked(Base - origin), Size);

    /// <summary>Membership by position alone, for an arc known not to be empty.</summary>
    internal bool Reaches(TUnsigned value) => unchecked(value - Base) <= Size;
}
