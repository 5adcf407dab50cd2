using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>No decision contradicts two values the operands hold, and no refinement of their outcome loses them.</summary>
public class BranchTests
{
    private static readonly JumpOperation[] Comparisons =
    [
        .. Enum.GetValues<JumpOperation>().Except(
            [JumpOperation.Always, JumpOperation.Call, JumpOperation.Exit, JumpOperation.Conditional]),
    ];

    private static readonly bool[] Widths = [false, true];

    private static readonly ulong[] Centers = [0, 1UL << 63, 1UL << 31];

    public static TheoryData<JumpOperation, bool> Cases =>
        [.. from operation in Comparisons from is32 in Widths select new TheoryDataRow<JumpOperation, bool>(operation, is32)];

    private static IEnumerable<ScalarBounds> SmallRanges(ulong center) =>
        from start in Enumerable.Range(-3, 6)
        from size in Enumerable.Range(0, 6)
        select new ScalarBounds(Tnum.Unknown, new(unchecked(center + (ulong)start), (ulong)size), Cnum32.Unbounded).Sync();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Small_ranges_keep_every_pair_of_values(JumpOperation operation, bool is32)
    {
        foreach (ulong center in Centers)
        {
            foreach (ScalarBounds a in SmallRanges(center))
            {
                foreach (ScalarBounds b in SmallRanges(center))
                {
                    BranchVerdict verdict = BranchDecision.Decide(new JumpTest(operation, is32), a, b, out BranchOutcomes outcomes);
                    foreach (ulong x in Members(a))
                    {
                        foreach (ulong y in Members(b))
                            RequireKept(operation, is32, a, b, x, y, verdict, outcomes);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_bounds_keep_the_values_they_hold(JumpOperation operation, bool is32) =>
        Property.ForEveryCase(cases =>
        {
            ulong x = cases.Word();
            ulong y = cases.Below(4) switch { 0 => x, 1 => unchecked(x + (ulong)(cases.Below(5) - 2)), _ => cases.Word() };
            ScalarBounds a = cases.Around(x), b = cases.Around(y);
            BranchVerdict verdict = BranchDecision.Decide(new JumpTest(operation, is32), a, b, out BranchOutcomes outcomes);
            RequireKept(operation, is32, a, b, x, y, verdict, outcomes);
        });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Refinement_of_the_outcome_keeps_the_values(JumpOperation operation, bool is32) =>
        Property.ForEveryCase(cases =>
        {
            (ulong x, ulong y) = (cases.Word(), cases.Word());
            ScalarBounds a = cases.Around(x), b = cases.Around(y);
            bool possible = BranchRefinement.TryAssume(operation, is32, ConcreteMachine.Compare(operation, is32, x, y), ref a, ref b);
            Assert.True(possible && ScalarCases.Holds(a, x) && ScalarCases.Holds(b, y));
        });

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_register_against_itself_is_decided_as_its_values_say(JumpOperation operation, bool is32) =>
        Property.ForEveryCase(cases =>
        {
            ulong x = cases.Word();
            ScalarBounds a = cases.Around(x);
            BranchVerdict verdict = BranchDecision.Decide(new JumpTest(operation, is32, IsOfOneRegister: true), a, a, out BranchOutcomes outcomes);
            RequireKept(operation, is32, a, a, x, x, verdict, outcomes);
            Assert.True(verdict != BranchVerdict.Unknown || operation == JumpOperation.Set);
            Assert.Equal((a, a, a, a), (outcomes.TakenFirst, outcomes.TakenSecond, outcomes.NotTakenFirst, outcomes.NotTakenSecond));
        });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Constants_are_always_decided(JumpOperation operation, bool is32) =>
        Property.ForEveryCase(cases =>
        {
            (ulong x, ulong y) = (cases.Word(), cases.Word());
            BranchVerdict verdict = BranchDecision.Decide(new JumpTest(operation, is32), ScalarBounds.Const(x), ScalarBounds.Const(y), out _);
            Assert.Equal(ConcreteMachine.Compare(operation, is32, x, y) ? BranchVerdict.Taken : BranchVerdict.NotTaken, verdict);
        });

    [Fact]
    public void The_point_at_the_end_of_a_range_is_cut_off()
    {
        ScalarBounds a = Range(0, 5), b = ScalarBounds.Const(5);
        Assert.True(BranchRefinement.TryAssume(JumpOperation.NotEqual, false, true, ref a, ref b));
        Assert.Equal((0UL, 4UL), (a.UMin, a.UMax));
    }

    [Fact]
    public void A_single_tested_bit_becomes_known()
    {
        ScalarBounds a = Range(0, 255), b = ScalarBounds.Const(8), c = Range(0, 255), d = ScalarBounds.Const(9);
        Assert.True(BranchRefinement.TryAssume(JumpOperation.Set, false, true, ref a, ref b));
        Assert.Equal(new Tnum(8, 0xf7), a.Bits);
        Assert.True(BranchRefinement.TryAssume(JumpOperation.Set, false, true, ref c, ref d));
        Assert.Equal(new Tnum(0, 0xff), c.Bits);
        Assert.True(BranchRefinement.TryAssume(JumpOperation.Set, false, false, ref c, ref d));
        Assert.Equal(new Tnum(0, 0xf6), c.Bits);
    }

    /// <summary>Everything but 4: the limits span the whole circle and no bit is known, yet nothing is left of it at 4.</summary>
    [Fact]
    public void Refining_decides_what_the_limits_cannot()
    {
        var a = new ScalarBounds(Tnum.Unknown, new Cnum64(5, ulong.MaxValue - 1), Cnum32.Unbounded).Sync();
        Assert.Equal((0UL, ulong.MaxValue, Tnum.Unknown), (a.UMin, a.UMax, a.Bits));
        Assert.Equal(BranchVerdict.NotTaken, BranchDecision.Decide(new JumpTest(JumpOperation.Equal, false), a, ScalarBounds.Const(4), out _));
        Assert.Equal(BranchVerdict.Taken, BranchDecision.Decide(new JumpTest(JumpOperation.NotEqual, false), a, ScalarBounds.Const(4), out _));
        Assert.Equal(BranchVerdict.Unknown, BranchDecision.Decide(new JumpTest(JumpOperation.Equal, false), a, ScalarBounds.Const(5), out _));
    }

    [Fact]
    public void What_is_no_comparison_is_refused()
    {
        ScalarBounds a = ScalarBounds.Unknown, b = ScalarBounds.Unknown;
        Assert.Throws<ArgumentOutOfRangeException>(() => BranchRefinement.Refine(JumpOperation.Exit, false, true, ref a, ref b));
    }

    private static ScalarBounds Range(ulong min, ulong max) =>
        new ScalarBounds(Tnum.Unknown, Cnum64.FromUnsigned(min, max), Cnum32.Unbounded).Sync();

    private static ulong[] Members(ScalarBounds bounds) =>
        [.. Enumerable.Range(0, (int)bounds.Range64.Size + 1).Select(step => unchecked(bounds.Range64.Base + (ulong)step))];

    private static void RequireKept(
        JumpOperation operation, bool is32, in ScalarBounds a, in ScalarBounds b, ulong x, ulong y, BranchVerdict verdict, in BranchOutcomes outcomes)
    {
        bool taken = ConcreteMachine.Compare(operation, is32, x, y);
        bool kept = verdict switch
        {
            BranchVerdict.Taken => taken,
            BranchVerdict.NotTaken => !taken,
            _ when taken => ScalarCases.Holds(outcomes.TakenFirst, x) && ScalarCases.Holds(outcomes.TakenSecond, y),
            _ => ScalarCases.Holds(outcomes.NotTakenFirst, x) && ScalarCases.Holds(outcomes.NotTakenSecond, y),
        };
        if (!kept)
            Assert.Fail($"{operation} of {a} and {b}: {verdict} loses 0x{x:x} and 0x{y:x}");
    }
}
