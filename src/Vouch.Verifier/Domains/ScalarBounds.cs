using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Domains;

/// <summary>
/// What is known of a register's 64-bit value, three ways at once: its bits, its limits, and the limits of its low 32 bits.
/// </summary>
/// <remarks>
/// Limits are arcs (<see cref="Cnum{TWidth}"/>) where a kernel computes with arcs. Where it computes with intervals
/// (<see cref="Intervals{TWidth}"/>), they are arcs too as long as an arc says the same, which is so for known and for unknown numbers
/// and for most others; else four pairs. Who reads limits need not know, who computes with <see cref="Range64"/> and
/// <see cref="Range32"/> does. Operations on one of the three leave the others behind; <see cref="Sync"/>, the arcs' way, lets each learn from
/// the others. It can be applied to any value, and how often it was applied shows in the result, so it stands where the kernel has it and
/// nowhere else.
/// </remarks>
internal readonly record struct ScalarBounds
{
    // Halves of what Cnum32 computes with.
    private readonly uint base32;
    private readonly uint size32;

    // The signed pairs, where limits are four pairs; the words of the arcs then hold the unsigned ones. All zero for arcs.
    private readonly long signedMin;
    private readonly long signedMax;
    private readonly ulong signed32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScalarBounds(Tnum bits, Cnum64 range64, Cnum32 range32)
    {
        Bits = bits;
        Range64 = range64;
        base32 = unchecked((uint)range32.Base);
        size32 = unchecked((uint)range32.Size);
    }

    private ScalarBounds(Tnum bits, in Intervals64 whole, in Intervals32 low)
    {
        Bits = bits;
        Range64 = new Cnum64(whole.UMin, whole.UMax);
        base32 = unchecked((uint)low.UMin);
        size32 = unchecked((uint)low.UMax);
        signedMin = whole.SMin;
        signedMax = whole.SMax;
        signed32 = SignedPair.Pack(low.SMin, low.SMax);
    }

    /// <summary>The same, word by word: see <see cref="State.RegisterState.Assign"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScalarBounds Copied() => IsArcs ? new(Bits, Range64, Range32) : this;

    /// <summary>Limits in four pairs, kept as arcs where arcs say the same, so that equal limits are equal to the bit.</summary>
    public static ScalarBounds Of(Tnum bits, in Intervals64 whole, in Intervals32 low)
    {
        if (whole.TryArc(out Cnum64 range64) && low.TryArc(out Cnum32 range32))
        {
            return new(bits, range64, range32);
        }

        return new(bits, whole, low);
    }

    public Tnum Bits { get; init; }

    /// <summary>Where limits are arcs.</summary>
    public Cnum64 Range64 { get; init; }

    /// <summary>Where limits are arcs.</summary>
    public Cnum32 Range32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(base32, size32);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        init
        {
            base32 = unchecked((uint)value.Base);
            size32 = unchecked((uint)value.Size);
        }
    }

    /// <summary>The limits as four pairs, the 64-bit ones.</summary>
    public Intervals64 Whole => IsArcs
        ? new(Range64.SMin, Range64.SMax, Range64.UMin, Range64.UMax)
        : new(signedMin, signedMax, Range64.Base, Range64.Size);

    /// <summary>The limits as four pairs, those of the low half.</summary>
    public Intervals32 Low => IsArcs
        ? new(Range32.SMin, Range32.SMax, Range32.UMin, Range32.UMax)
        : new(SignedPair.Min(signed32), SignedPair.Max(signed32), base32, size32);

    public static ScalarBounds Unknown
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Tnum.Unknown, Cnum64.Unbounded, Cnum32.Unbounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarBounds Const(ulong value) =>
        new(Tnum.Const(value), Cnum64.Const(value), Cnum32.Const(unchecked((uint)value)));

    /// <summary>The limits are arcs, or pairs that arcs say.</summary>
    public bool IsArcs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => signed32 == SignedPair.None;
    }

    public ulong UMin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? Range64.UMin : Range64.Base;
    }

    public ulong UMax
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? Range64.UMax : Range64.Size;
    }

    public long SMin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? Range64.SMin : signedMin;
    }

    public long SMax
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? Range64.SMax : signedMax;
    }

    public uint UMin32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? unchecked((uint)Range32.UMin) : base32;
    }

    public uint UMax32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? unchecked((uint)Range32.UMax) : size32;
    }

    public int SMin32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? unchecked((int)Range32.SMin) : SignedPair.Min(signed32);
    }

    public int SMax32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? unchecked((int)Range32.SMax) : SignedPair.Max(signed32);
    }

    /// <summary>True when all 64 bits are known. The bits decide, not the ranges.</summary>
    public bool IsConst => Bits.IsConst;

    /// <summary>Meaningful when <see cref="IsConst"/>.</summary>
    public ulong ConstValue => Bits.Value;

    /// <summary>True when the low 32 bits are all known.</summary>
    public bool IsSubregisterConst => Bits.IsSubregisterConst;

    /// <summary>Meaningful when <see cref="IsSubregisterConst"/>.</summary>
    public uint SubregisterConstValue => unchecked((uint)Bits.Value);

    /// <summary>True when no value satisfies a range: the path that led here cannot be taken.</summary>
    /// <remarks>Of arcs.</remarks>
    public bool IsEmpty => Range32.IsEmpty || Range64.IsEmpty;

    /// <summary>All limits of the whole are one number.</summary>
    public bool IsLimitedToOne64
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? Range64.Size == 0 : Whole.IsOne;
    }

    /// <summary>All limits of the low half are one number.</summary>
    public bool IsLimitedToOne32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsArcs ? size32 == 0 : Low.IsOne;
    }

    /// <summary>How many low bits the largest value needs: 0..64.</summary>
    public int Width => 64 - BitOperations.LeadingZeroCount(UMax);

    /// <summary>Known at the width of a comparison or an operation: the low half for 32 bits, else the whole.</summary>
    public bool IsConstAt(bool is32) => is32 ? IsSubregisterConst : IsConst;

    /// <summary>Meaningful when <see cref="IsConstAt"/>.</summary>
    public ulong ConstValueAt(bool is32) => is32 ? SubregisterConstValue : ConstValue;

    public bool IsConstOf(ulong value) => Bits.IsConstOf(value);

    /// <summary>True when every value <paramref name="other"/> allows is allowed here, by bits and by both ranges.</summary>
    public bool Covers(in ScalarBounds other) => RangesCover(other) && Bits.Contains(other.Bits);

    /// <summary>Equal to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSame(in ScalarBounds other) =>
        Bits.Equals(other.Bits) && Range64.Equals(other.Range64) && base32 == other.base32 && size32 == other.size32
        && signed32 == other.signed32 && (IsArcs || (signedMin == other.signedMin && signedMax == other.signedMax));

    /// <summary>As <see cref="Covers"/>, by the limits alone.</summary>
    public bool RangesCover(in ScalarBounds other) => (signed32 | other.signed32) == SignedPair.None
        ? other.Range64.IsSubsetOf(Range64) && other.Range32.IsSubsetOf(Range32)
        : Whole.Covers(other.Whole) && Low.Covers(other.Low);

    /// <summary>Both ranges forgotten, the bits kept.</summary>
    public ScalarBounds WithoutRanges() => new(Bits, Cnum64.Unbounded, Cnum32.Unbounded);

    /// <summary>A known low half. The 64-bit range is left as it was.</summary>
    public ScalarBounds WithSubregister(uint value) => IsArcs
        ? new(Bits.WithSubregister(value), Range64, Cnum32.Const(value))
        : Of(Bits.WithSubregister(value), Whole, Intervals32.Const(value));

    /// <summary>The limits of the low half forgotten.</summary>
    public ScalarBounds WithoutLow() => IsArcs ? new(Bits, Range64, Cnum32.Unbounded) : Of(Bits, Whole, Intervals32.Unbounded);

    /// <summary>Lets bits and ranges learn from one another, in a fixed order. An empty value is left as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScalarBounds Sync() => IsSettled ? this : Exchange();

    /// <summary>
    /// A known number, or a number of which nothing is known but how many bits it has: neither can learn anything. These are the
    /// most frequent values by far.
    /// </summary>
    public bool IsSettled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => unchecked(Bits.Mask == 0
        ? (Range64.Size | size32 | signed32) == 0 && Range64.Base == Bits.Value && base32 == (uint)Bits.Value
        : (Bits.Value | Range64.Base | base32 | signed32) == 0 && Range64.Size == Bits.Mask && size32 == (uint)Bits.Mask
            && (Bits.Mask & (Bits.Mask + 1)) == 0);
    }

    /// <summary>Nothing is known, neither by the bits nor by the ranges.</summary>
    public bool IsUnknown => Bits.Mask == ulong.MaxValue && IsSettled;

    /// <summary>One known number, by its bits and by both ranges.</summary>
    public bool IsSettledConst => Bits.Mask == 0 && IsSettled;

    /// <summary>True for numbers of 32 bits that zero extension and <see cref="Sync"/> leave as they are.</summary>
    public bool IsSettledSubregister => Bits.Max <= uint.MaxValue && IsSettled;

    /// <summary><see cref="Sync"/> without the short cut.</summary>
    internal ScalarBounds Exchange()
    {
        if (IsEmpty)
            return this;

        // Two exchanges, as the kernel has them; no bounds are known for which the second changes anything.
        Tnum bits = Bits;
        Cnum64 range64 = Range64;
        Cnum32 range32 = Range32;
        RangesFromBits(ref bits, ref range64, ref range32);
        ExchangeRanges(ref range64, ref range32);
        ExchangeRanges(ref range64, ref range32);
        bits = BitsFromRanges(bits, range64, range32);
        RangesFromBits(ref bits, ref range64, ref range32);
        return new(bits, range64, range32);
    }

    /// <summary>Narrows both ranges to what the bits allow; a single common value becomes a constant.</summary>
    public ScalarBounds RangesFromBits()
    {
        Tnum bits = Bits;
        Cnum64 range64 = Range64;
        Cnum32 range32 = Range32;
        RangesFromBits(ref bits, ref range64, ref range32);
        return new(bits, range64, range32);
    }

    /// <summary>Narrows the 32-bit range, and that alone, to what the bits allow.</summary>
    public ScalarBounds Range32FromBits() => this with { Range32 = Range32.Intersect(Cnum32.FromBits(Bits)) };

    private static void RangesFromBits(ref Tnum bits, ref Cnum64 range64, ref Cnum32 range32)
    {
        range32 = range32.Intersect(Cnum32.FromBits(bits));
        range64 = range64.Intersect(Cnum64.FromBits(bits));
        if (TrySingleMember(bits, range64.UMin, range64.UMax, out ulong only))
        {
            bits = Tnum.Const(only);
            range64 = Cnum64.Const(only);
            range32 = Cnum32.Const(unchecked((uint)only));
        }
    }

    private static void ExchangeRanges(ref Cnum64 range64, ref Cnum32 range32)
    {
        range32 = range32.Intersect(range64.LowHalf());
        range64 = range64.WithLowHalfIn(range32);
    }

    private static Tnum BitsFromRanges(Tnum bits, Cnum64 range64, Cnum32 range32)
    {
        Tnum common = bits.Intersect(Tnum.Range(range64.UMin, range64.UMax));
        Tnum low = common.Subregister.Intersect(Tnum.Range(range32.UMin, range32.UMax));
        return common.WithSubregister(low);
    }

    /// <summary>True when the bits allow one value of <paramref name="min"/>..<paramref name="max"/> only.</summary>
    /// <remarks>
    /// Bits that allow none of them count as a single value in one case: when their largest member is the next one after
    /// <paramref name="min"/>, or lies below it, then it is taken without a look at <paramref name="max"/>.
    /// </remarks>
    private static bool TrySingleMember(Tnum bits, ulong min, ulong max, out ulong only)
    {
        ulong next = bits.Step(min);
        if (bits.Contains(min))
        {
            only = min;
            return next > max;
        }

        only = next;
        return next == bits.Max || (next <= max && bits.Step(next) > max);
    }
}
