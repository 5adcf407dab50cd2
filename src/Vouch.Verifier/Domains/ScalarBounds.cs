using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Domains;

/// <summary>
/// What is known of a register's 64-bit value, three ways at once: its bits, its range, and the range of its low 32 bits.
/// </summary>
/// <remarks>
/// Operations on one of the three leave the others behind; <see cref="Sync"/> lets each learn from the others. It can be applied to
/// any value, and how often it was applied shows in the result, so it stands where the kernel has it and nowhere else.
/// </remarks>
internal readonly record struct ScalarBounds
{
    // Half of what Cnum32 computes with: five words in all.
    private readonly uint base32;
    private readonly uint size32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScalarBounds(Tnum bits, Cnum64 range64, Cnum32 range32)
    {
        Bits = bits;
        Range64 = range64;
        base32 = unchecked((uint)range32.Base);
        size32 = unchecked((uint)range32.Size);
    }

    public Tnum Bits { get; init; }

    public Cnum64 Range64 { get; init; }

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

    public static ScalarBounds Unknown
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Tnum.Unknown, Cnum64.Unbounded, Cnum32.Unbounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarBounds Const(ulong value) =>
        new(Tnum.Const(value), Cnum64.Const(value), Cnum32.Const(unchecked((uint)value)));

    public ulong UMin => Range64.UMin;

    public ulong UMax => Range64.UMax;

    public long SMin => Range64.SMin;

    public long SMax => Range64.SMax;

    public uint UMin32 => unchecked((uint)Range32.UMin);

    public uint UMax32 => unchecked((uint)Range32.UMax);

    public int SMin32 => unchecked((int)Range32.SMin);

    public int SMax32 => unchecked((int)Range32.SMax);

    /// <summary>True when all 64 bits are known. The bits decide, not the ranges.</summary>
    public bool IsConst => Bits.IsConst;

    /// <summary>Meaningful when <see cref="IsConst"/>.</summary>
    public ulong ConstValue => Bits.Value;

    /// <summary>True when the low 32 bits are all known.</summary>
    public bool IsSubregisterConst => Bits.IsSubregisterConst;

    /// <summary>Meaningful when <see cref="IsSubregisterConst"/>.</summary>
    public uint SubregisterConstValue => unchecked((uint)Bits.Value);

    /// <summary>True when no value satisfies a range: the path that led here cannot be taken.</summary>
    public bool IsEmpty => Range32.IsEmpty || Range64.IsEmpty;

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
        Bits.Equals(other.Bits) && Range64.Equals(other.Range64) && base32 == other.base32 && size32 == other.size32;

    /// <summary>As <see cref="Covers"/>, by the two ranges alone.</summary>
    public bool RangesCover(in ScalarBounds other) => other.Range64.IsSubsetOf(Range64) && other.Range32.IsSubsetOf(Range32);

    /// <summary>Both ranges forgotten, the bits kept.</summary>
    public ScalarBounds WithoutRanges() => new(Bits, Cnum64.Unbounded, Cnum32.Unbounded);

    /// <summary>A known low half. The 64-bit range is left as it was.</summary>
    public ScalarBounds WithSubregister(uint value) => new(Bits.WithSubregister(value), Range64, Cnum32.Const(value));

    /// <summary>Lets bits and ranges learn from one another, in a fixed order. An empty value is left as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScalarBounds Sync() => IsSettled ? this : Exchange();

    /// <summary>
    /// A known number, or a number of which nothing is known but how many bits it has: neither can learn anything. These are the
    /// most frequent values by far.
    /// </summary>
    private bool IsSettled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => unchecked(Bits.Mask == 0
        ? Range64.Size == 0 && size32 == 0 && Range64.Base == Bits.Value && base32 == (uint)Bits.Value
        : (Bits.Value | Range64.Base | base32) == 0 && Range64.Size == Bits.Mask && size32 == (uint)Bits.Mask
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
