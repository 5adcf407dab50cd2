namespace Vouch.Verifier.Domains;

/// <summary>A <see cref="ScalarBounds"/> on the bench of those who compute with intervals.</summary>
internal struct IntervalBounds(Tnum bits, Intervals64 whole, Intervals32 low)
{
    public Tnum Bits = bits;
    public Intervals64 Whole = whole;
    public Intervals32 Low = low;

    public IntervalBounds(in ScalarBounds bounds)
        : this(bounds.Bits, bounds.Whole, bounds.Low)
    {
    }

    public readonly ScalarBounds ToScalar() => ScalarBounds.Of(Bits, Whole, Low);

    public readonly bool IsConstAt(bool is32) => is32 ? Bits.IsSubregisterConst : Bits.IsConst;

    public readonly ulong ConstValueAt(bool is32) => is32 ? Bits.Subregister.Value : Bits.Value;

    public static IntervalBounds Const(ulong value) => new(Tnum.Const(value), Intervals64.Const(value), Intervals32.Const(value));

    /// <summary>Cuts all limits to what the bits allow.</summary>
    public readonly IntervalBounds WithinBits() => new(Bits, Whole.Within(Bits), Low.Within(Bits));

    /// <summary>The high half becomes zero, as after any 32-bit operation.</summary>
    /// <remarks>Limits that are negative in 32 bits could be carried over better; the kernel leaves that to the bits.</remarks>
    public readonly IntervalBounds ZeroExtend32()
    {
        bool isPositive = Low.SMin >= 0 && Low.SMax >= 0;
        return this with
        {
            Bits = Bits.Subregister,
            Whole = isPositive ? new(Low.SMin, Low.SMax, Low.UMin, Low.UMax) : new(0, uint.MaxValue, Low.UMin, Low.UMax),
        };
    }
}
