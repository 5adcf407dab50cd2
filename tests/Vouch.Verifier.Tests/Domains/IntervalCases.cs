using System;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Domains;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Bits and pairs of limits that hold some value, in step with one another or not; the same sequence for the same seed.</summary>
internal struct IntervalCases(ulong seed, ScalarDomain domain)
{
    private ScalarCases random = new(seed);

    /// <summary>Linux 6.18's way.</summary>
    public static ScalarRules Linux618 { get; } =
        new() { KeepsArcs = false, SplitsLowHalves = false, LearnsFromSignedHalves = false, ShiftsNegativeHalves = false };

    /// <summary>Linux 6.12's way.</summary>
    public static ScalarRules Linux612 { get; } = new()
    {
        KeepsArcs = false, KeepsWrappedSums = false, BoundsAnyProduct = false, BoundsNegations = false, JoinsSummandsOfProducts = false,
        CallsContradictionsBugs = false,
    };

    public ulong Word() => random.Word();

    public int Below(int limit) => random.Below(limit);

    public bool OneIn(int count) => random.OneIn(count);

    public ScalarBounds Around(ulong value)
    {
        if (OneIn(8))
            return ScalarBounds.Const(value);

        ulong unknown = OneIn(3) ? ulong.MaxValue : Word() | (random.Next() & random.Next());
        var bits = new Tnum(value & ~unknown, unknown);
        Intervals64 whole = Intervals64.Unbounded;
        Intervals32 low = Intervals32.Unbounded;
        uint lowValue = unchecked((uint)value);
        if (!OneIn(3))
        {
            ulong below = Distance(), above = Distance();
            whole = whole.IntersectUnsigned(value - Math.Min(value, below), value + Math.Min(ulong.MaxValue - value, above));
        }

        if (!OneIn(3))
        {
            Int128 below = Distance() >> 1, above = Distance() >> 1, signed = unchecked((long)value);
            whole = whole.IntersectSigned((long)Int128.Max(signed - below, long.MinValue), (long)Int128.Min(signed + above, long.MaxValue));
        }

        if (!OneIn(3))
        {
            uint below = unchecked((uint)Distance()), above = unchecked((uint)Distance());
            low = low.IntersectUnsigned(lowValue - Math.Min(lowValue, below), lowValue + Math.Min(uint.MaxValue - lowValue, above));
        }

        if (!OneIn(3))
        {
            long below = unchecked((uint)Distance()) >> 1, above = unchecked((uint)Distance()) >> 1, signed = unchecked((int)lowValue);
            low = low.IntersectSigned(Math.Max(signed - below, int.MinValue), Math.Min(signed + above, int.MaxValue));
        }

        var bounds = ScalarBounds.Of(bits, whole, low);
        return OneIn(4) ? bounds : domain.Sync(bounds);
    }

    public static bool Holds(in ScalarBounds bounds, ulong value) => unchecked(
        bounds.Bits.Contains(value)
        && bounds.UMin <= value && value <= bounds.UMax && bounds.SMin <= (long)value && (long)value <= bounds.SMax
        && bounds.UMin32 <= (uint)value && (uint)value <= bounds.UMax32 && bounds.SMin32 <= (int)value && (int)value <= bounds.SMax32);

    private ulong Distance() => Word() >> Below(8);
}
