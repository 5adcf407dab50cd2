using System;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

public class ScalarInvariantTests
{
    private static readonly ScalarBounds OutOfStep = new(Tnum.Const(5), Cnum64.FromUnsigned(4, 6), Cnum32.Const(5));

    [Fact]
    public void Synchronised_bounds_are_sound() =>
        Property.ForEveryCase(cases => Assert.Equal(ScalarInvariant.Holds, ScalarInvariants.Broken(cases.Bounds())));

    [Fact]
    public void The_first_broken_rule_is_named()
    {
        Assert.Equal(ScalarInvariant.Range, ScalarInvariants.Broken(OutOfStep with { Range32 = Cnum32.Empty }));
        Assert.Equal(ScalarInvariant.Range, ScalarInvariants.Broken(ScalarBounds.Unknown with { Range64 = Cnum64.Empty }));
        Assert.Equal(ScalarInvariant.Constant, ScalarInvariants.Broken(OutOfStep));
        Assert.Equal(ScalarInvariant.SubregisterConstant, ScalarInvariants.Broken(new(new Tnum(5, 1UL << 40), Cnum64.Unbounded, Cnum32.Const(6))));
    }

    [Fact]
    public void It_is_described_in_the_words_of_the_log()
    {
        Assert.Equal(
            "REG INVARIANTS VIOLATION (alu): const tnum out of sync with range bounds r64={.base=0x4, .size=0x2} "
            + "r32={.base=0x5, .size=0x0} var_off=(0x5, 0x0)",
            ScalarInvariants.Describe(ScalarInvariant.Constant, OutOfStep, "alu", new CircularRanges().DescribeLimits(OutOfStep)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScalarInvariants.Describe(ScalarInvariant.Holds, OutOfStep, "alu", ""));
    }

    [Fact]
    public void Pairs_of_limits_are_looked_at_and_described_one_by_one()
    {
        ScalarBounds crossed = ScalarBounds.Of(Tnum.Const(0), new(1, 0, 1, 0), Intervals32.Const(0));
        Assert.Equal(ScalarInvariant.Range, ScalarInvariants.Broken(crossed));
        Assert.Equal(
            "REG INVARIANTS VIOLATION (true_reg1): range bounds violation u64=[0x1, 0x0] s64=[0x1, 0x0] u32=[0x0, 0x0] s32=[0x0, 0x0] var_off=(0x0, 0x0)",
            ScalarInvariants.Describe(ScalarInvariant.Range, crossed, "true_reg1", new IndependentIntervals(IntervalCases.Linux618).DescribeLimits(crossed)));
        Assert.Equal(
            ScalarInvariant.Constant, ScalarInvariants.Broken(ScalarBounds.Of(Tnum.Const(3), new(2, 3, 3, 3), Intervals32.Const(3))));
        Assert.Equal(
            ScalarInvariant.SubregisterConstant,
            ScalarInvariants.Broken(ScalarBounds.Of(new Tnum(3, 1UL << 40), Intervals64.Unbounded, new(3, 3, 2, 3))));
        Assert.Equal(
            ScalarInvariant.Holds, ScalarInvariants.Broken(ScalarBounds.Of(Tnum.Unknown, new(-5, 5, 1, ulong.MaxValue), Intervals32.Unbounded)));
    }

    [Fact]
    public void Empty_bounds_stay_as_they_are()
    {
        ScalarBounds empty = OutOfStep with { Range64 = Cnum64.Empty };
        Assert.Equal(empty, empty.Sync());
    }
}
