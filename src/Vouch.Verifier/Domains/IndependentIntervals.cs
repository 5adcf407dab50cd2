using System.Globalization;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Domains;

/// <summary>Limits are four pairs, each computed for itself: signed and unsigned, of the whole register and of its low half.</summary>
internal sealed class IndependentIntervals(ScalarRules rules) : ScalarDomain
{
    private readonly IntervalArithmetic arithmetic = new(rules);

    public override ScalarBounds Apply(
        AluOperation operation, bool is32, bool isSigned, in ScalarBounds destination, in ScalarBounds source) =>
        arithmetic.Apply(operation, is32, new IntervalBounds(destination), new IntervalBounds(source)).Sync(rules).ToScalar();

    /// <remarks>The sums stay as they are: bits and limits do not learn from one another here.</remarks>
    public override ScalarBounds Follow(in ScalarBounds value, long distance, bool wrapsAt32) =>
        arithmetic.Add(new IntervalBounds(value), IntervalBounds.Const(unchecked((ulong)distance))).ToScalar();

    /// <remarks>Each outcome's operands are refined whether that can happen or not, and a register is not known to equal itself.</remarks>
    public override BranchVerdict Decide(JumpTest test, in ScalarBounds first, in ScalarBounds second, out BranchOutcomes outcomes)
    {
        outcomes = new BranchOutcomes(first, second);
        BranchVerdict verdict = BranchDecision.DecideByBounds(test.Operation, test.Is32, first, second);
        if (verdict != BranchVerdict.Unknown)
        {
            return verdict;
        }

        (outcomes.NotTakenFirst, outcomes.NotTakenSecond) = Refined(test, taken: false, first, second);
        (outcomes.TakenFirst, outcomes.TakenSecond) = Refined(test, taken: true, first, second);
        return verdict;
    }

    public override ScalarBounds Sync(in ScalarBounds value) => value.IsSettled ? value : new IntervalBounds(value).Sync(rules).ToScalar();

    public override ScalarBounds Truncate(in ScalarBounds value, int sizeBytes) =>
        new IntervalBounds(value).Truncate(sizeBytes).Sync(rules).ToScalar();

    public override ScalarBounds SignExtend64(in ScalarBounds value, int sizeBytes) =>
        new IntervalBounds(value).SignExtend64(sizeBytes).ToScalar();

    public override ScalarBounds SignExtend32(in ScalarBounds value, int sizeBytes) =>
        new IntervalBounds(value).SignExtend32(sizeBytes).ToScalar();

    public override ScalarBounds ZeroExtend32(in ScalarBounds value) => new IntervalBounds(value).ZeroExtend32().Sync(rules).ToScalar();

    public override ScalarBounds MoveForwards(in ScalarBounds pointer, in ScalarBounds offset) =>
        ScalarBounds.Of(pointer.Bits + offset.Bits, pointer.Whole.Add(offset.Whole, mayWrap: false), Intervals32.Unbounded);

    public override ScalarBounds MoveBackwards(in ScalarBounds pointer, in ScalarBounds offset) =>
        ScalarBounds.Of(pointer.Bits - offset.Bits, pointer.Whole.Subtract(offset.Whole, mayWrap: false), Intervals32.Unbounded);

    public override ScalarBounds Between(long min, long max) => new IntervalBounds(
        Tnum.Unknown, Intervals64.FromSigned(min, max), unchecked(Intervals32.FromSigned((int)min, (int)max))).Sync(rules).ToScalar();

    public override ScalarBounds Narrow(in ScalarBounds value, int min, int max) => new IntervalBounds(
        value.Bits, value.Whole.IntersectSigned(min, max), value.Low.IntersectSigned(min, max)).Sync(rules).ToScalar();

    public override string ViolationPrefix => rules.CallsContradictionsBugs ? base.ViolationPrefix : "";

    public override string DescribeLimits(in ScalarBounds value)
    {
        Intervals64 whole = value.Whole;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"u64=[0x{whole.UMin:x}, 0x{whole.UMax:x}] s64=[0x{whole.SMin:x}, 0x{whole.SMax:x}] u32=[0x{value.UMin32:x}, 0x{value.UMax32:x}] s32=[0x{value.SMin32:x}, 0x{value.SMax32:x}]");
    }

    /// <summary>Where both operands are one register, they are one storage: what is learnt of either holds for both.</summary>
    private (ScalarBounds First, ScalarBounds Second) Refined(JumpTest test, bool taken, in ScalarBounds first, in ScalarBounds second)
    {
        var a = new IntervalBounds(first);
        if (test.IsOfOneRegister)
        {
            IntervalRefinement.Assume(rules, test, taken, ref a, ref a);
            ScalarBounds both = a.ToScalar();
            return (both, both);
        }

        var b = new IntervalBounds(second);
        IntervalRefinement.Assume(rules, test, taken, ref a, ref b);
        return (a.ToScalar(), b.ToScalar());
    }
}
