using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Limits in pairs hold whatever values their operands hold: at eight bits all of them, at full width by chance.</summary>
public class IntervalsTests
{
    private static readonly sbyte[] SignedEnds = [-128, -127, -64, -3, -1, 0, 1, 2, 63, 64, 126, 127];

    private static readonly byte[] Ends = [0, 1, 2, 3, 63, 127, 128, 129, 200, 254, 255];

    /// <summary>Pairs of which one is free: what a signed pair alone, or an unsigned one alone, allows.</summary>
    private static readonly Intervals8[] Some =
    [
        .. from min in SignedEnds from max in SignedEnds where min <= max select Intervals8.FromSigned(min, max),
        .. from min in Ends from max in Ends where min <= max select new Intervals8(-128, 127, min, max),
    ];

    private static readonly IndependentIntervals[] Domains =
        [new IndependentIntervals(IntervalCases.Linux618), new IndependentIntervals(IntervalCases.Linux612)];

    public static TheoryData<AluOperation, bool> Operations =>
    [
        .. from operation in Enum.GetValues<AluOperation>().Except([AluOperation.Mov, AluOperation.End, AluOperation.Div, AluOperation.Mod])
           from is32 in (bool[])[false, true]
           select new TheoryDataRow<AluOperation, bool>(operation, is32),
    ];

    public static TheoryData<JumpOperation, bool> Jumps =>
    [
        .. from operation in Enum.GetValues<JumpOperation>().Except(
               [JumpOperation.Always, JumpOperation.Call, JumpOperation.Exit, JumpOperation.Conditional])
           from is32 in (bool[])[false, true]
           select new TheoryDataRow<JumpOperation, bool>(operation, is32),
    ];

    private static IEnumerable<int> Members(Intervals8 pairs) => Enumerable.Range(0, 256).Where(value => Holds(pairs, value));

    private static bool Holds(Intervals8 pairs, int value) =>
        pairs.UMin <= (byte)value && (byte)value <= pairs.UMax && pairs.SMin <= (sbyte)value && (sbyte)value <= pairs.SMax;

    [Fact]
    public void Sums_differences_and_products_hold_every_result()
    {
        (string Name, Func<Intervals8, Intervals8, Intervals8> Abstract, Func<int, int, int> Concrete)[] operations =
        [
            ("add", (a, b) => a.Add(b, mayWrap: false), (x, y) => x + y),
            ("add, wrapping", (a, b) => a.Add(b, mayWrap: true), (x, y) => x + y),
            ("subtract", (a, b) => a.Subtract(b, mayWrap: false), (x, y) => x - y),
            ("subtract, wrapping", (a, b) => a.Subtract(b, mayWrap: true), (x, y) => x - y),
            ("multiply", (a, b) => a.Multiply(b), (x, y) => x * y),
            ("multiply halves", (a, b) => a.MultiplyHalves(b), (x, y) => x * y),
        ];
        int[][] members = [.. Some.Select(pairs => Members(pairs).ToArray())];
        foreach ((string name, Func<Intervals8, Intervals8, Intervals8> compute, Func<int, int, int> concrete) in operations)
        {
            for (int i = 0; i < Some.Length; i++)
            {
                for (int j = i % 3; j < Some.Length; j += 3)
                {
                    Intervals8 result = compute(Some[i], Some[j]);
                    if (result == Intervals8.Unbounded)
                        continue;
                    foreach (int x in members[i])
                    {
                        foreach (int y in members[j])
                        {
                            if (!Holds(result, concrete(x, y)))
                                Assert.Fail($"{name}: {Some[i]} and {Some[j]} gave {result} without {x} and {y}");
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Shifts_hold_every_result()
    {
        foreach (Intervals8 pairs in Some)
        {
            for (int count = 0; count < 8; count++)
            {
                (Intervals8 left, Intervals8 right, Intervals8 arithmetic) =
                    (pairs.ShiftLeft(count), pairs.ShiftRight(count), pairs.ArithmeticShiftRight(count));
                Assert.All(Members(pairs), value => Assert.True(
                    Holds(left, value << count) && Holds(right, value >> count) && Holds(arithmetic, (sbyte)value >> count)));
            }
        }
    }

    [Fact]
    public void A_pair_learns_from_the_other_without_losing_a_value()
    {
        foreach (Intervals8 signed in Some.Where(pairs => pairs.UMin == 0 && pairs.UMax == 255))
        {
            foreach (Intervals8 unsigned in Some.Where(pairs => pairs.SMin == -128 && pairs.SMax == 127))
            {
                Intervals8 both = signed.Intersect(unsigned);
                Assert.All(Members(both), value => Assert.True(Holds(both.Reconcile(splits: false), value) && Holds(both.Reconcile(splits: true), value)));
            }
        }
    }

    [Fact]
    public void Numbers_that_cross_zero_meet_an_unsigned_pair_on_one_side_only_where_the_kernel_looks()
    {
        var crossing = new Intervals8(-100, 5, 1, 0xa0);
        Assert.Equal(crossing, crossing.Reconcile(splits: true));
        var positive = new Intervals8(-100, 5, 1, 0x80);
        Assert.Equal(new Intervals8(1, 5, 1, 5), positive.Reconcile(splits: true));
        Assert.Equal(positive, positive.Reconcile(splits: false));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Arithmetic_holds_the_result_of_the_values_that_the_operands_hold(AluOperation operation, bool is32) =>
        ForEveryCase((domain, cases) =>
        {
            int bits = is32 ? 32 : 64;
            bool isShift = operation is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh;
            (ulong x, ulong y) = (cases.Word(), isShift ? (ulong)cases.Below(bits) : cases.Word());
            ScalarBounds a = cases.Around(x), b = isShift || cases.OneIn(2) ? ScalarBounds.Const(y) : cases.Around(y);
            ScalarBounds result = domain.Apply(operation, is32, false, a, b);
            ulong value = operation == AluOperation.Neg
                ? ConcreteMachine.Execute(operation, bits, false, x, x)
                : ConcreteMachine.Execute(operation, bits, false, x, y);
            Assert.True(IntervalCases.Holds(result, value), $"{operation} {bits} of {x:x} and {y:x}");
        });

    [Theory]
    [MemberData(nameof(Jumps))]
    public void A_jump_contradicts_no_value_and_loses_none(JumpOperation operation, bool is32) =>
        ForEveryCase((domain, cases) =>
        {
            ulong x = cases.Word();
            ulong y = cases.Below(4) switch { 0 => x, 1 => unchecked(x + (ulong)(cases.Below(5) - 2)), _ => cases.Word() };
            ScalarBounds a = cases.Around(x), b = cases.Around(y);
            BranchVerdict verdict = domain.Decide(new JumpTest(operation, is32), a, b, out BranchOutcomes outcomes);
            bool taken = ConcreteMachine.Compare(operation, is32, x, y);
            Assert.NotEqual(taken ? BranchVerdict.NotTaken : BranchVerdict.Taken, verdict);
            if (verdict != BranchVerdict.Unknown)
                return;
            (ScalarBounds first, ScalarBounds second) =
                taken ? (outcomes.TakenFirst, outcomes.TakenSecond) : (outcomes.NotTakenFirst, outcomes.NotTakenSecond);
            Assert.True(IntervalCases.Holds(first, x) && IntervalCases.Holds(second, y), $"{x:x} and {y:x}");
        });

    [Fact]
    public void Extension_truncation_and_moves_hold_the_result() =>
        ForEveryCase((domain, cases) =>
        {
            (ulong x, ulong y) = (cases.Word(), cases.Word());
            ScalarBounds a = cases.Around(x), b = cases.Around(y);
            unchecked
            {
                Assert.True(IntervalCases.Holds(domain.Sync(a), x));
                Assert.True(IntervalCases.Holds(domain.Truncate(a, 2), (ushort)x));
                Assert.True(IntervalCases.Holds(domain.SignExtend64(a, 1), (ulong)(sbyte)x));
                Assert.True(IntervalCases.Holds(domain.ZeroExtend32(domain.SignExtend32(a, 2)), (uint)(short)x));
                Assert.True(IntervalCases.Holds(domain.MoveForwards(a, b), x + y));
                Assert.True(IntervalCases.Holds(domain.MoveBackwards(a, b), x - y));
                Assert.True(IntervalCases.Holds(domain.Follow(a, -3, wrapsAt32: false), x - 3));
            }
        });

    [Fact]
    public void Equal_limits_are_equal_to_the_bit_however_they_came_about() =>
        ForEveryCase((domain, cases) =>
        {
            ScalarBounds bounds = cases.Around(cases.Word());
            Assert.True(ScalarBounds.Of(bounds.Bits, bounds.Whole, bounds.Low).IsSame(bounds) || !bounds.IsArcs);
            Assert.Equal((bounds.SMin, bounds.SMax, bounds.UMin, bounds.UMax), Limits(bounds.Whole));
        });

    [Fact]
    public void Limits_are_held_only_where_none_is_cut_off()
    {
        ScalarBounds older = ScalarBounds.Of(Tnum.Unknown, new(-5, 50, 1, ulong.MaxValue), Intervals32.Unbounded);
        Assert.True(older.Covers(older) && older.Covers(ScalarBounds.Const(1)));
        Assert.False(older.Covers(ScalarBounds.Const(0)) || older.Covers(ScalarBounds.Const(51)) || ScalarBounds.Const(7).Covers(older));
        Assert.False(older.IsSame(ScalarBounds.Of(Tnum.Unknown, new(-5, 51, 1, ulong.MaxValue), Intervals32.Unbounded)));
    }

    private static (long, long, ulong, ulong) Limits(Intervals64 whole) => (whole.SMin, whole.SMax, whole.UMin, whole.UMax);

    private static void ForEveryCase(Action<IndependentIntervals, IntervalCases> property) => Property.ForEverySeed(seed =>
    {
        IndependentIntervals domain = Domains[seed % (ulong)Domains.Length];
        property(domain, new IntervalCases(seed, domain));
    });
}
