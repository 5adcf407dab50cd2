using System;
using System.Numerics;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Domains;

/// <summary>What each outcome of a conditional jump teaches about its two operands, where limits are intervals.</summary>
/// <remarks>
/// Only the pair that was compared learns, the others follow when the operands are synchronised. Nothing guards against an end that
/// wraps: contradictions that come of it are found by the invariant check. Both operands may be the same storage; what
/// is learnt first is then read by what is learnt next.
/// </remarks>
internal static class IntervalRefinement
{
    /// <summary>Narrows both operands to the values with which the jump is, or is not, taken, and synchronises them.</summary>
    public static void Assume(ScalarRules rules, JumpTest test, bool taken, ref IntervalBounds first, ref IntervalBounds second)
    {
        BranchFact fact = BranchFact.Of(test.Operation, taken);
        if (fact.Swapped)
        {
            Learn(fact.Relation, test.Is32, ref second, ref first);
        }
        else
        {
            Learn(fact.Relation, test.Is32, ref first, ref second);
        }

        first = first.Sync(rules);
        second = second.Sync(rules);
    }

    private static void Learn(BranchRelation relation, bool is32, ref IntervalBounds a, ref IntervalBounds b)
    {
        switch (relation)
        {
            case BranchRelation.Equal:
                LearnEqual(is32, ref a, ref b);
                break;
            case BranchRelation.Different or BranchRelation.ShareBit or BranchRelation.ShareNoBit:
                // Only a constant on one side teaches something, and then about the other side.
                if (b.IsConstAt(is32))
                {
                    LearnAgainst(relation, is32, ref a, b.ConstValueAt(is32));
                }
                else if (a.IsConstAt(is32))
                {
                    LearnAgainst(relation, is32, ref b, a.ConstValueAt(is32));
                }

                break;
            default:
                if (is32)
                {
                    LearnOrder(relation, ref a.Low, ref b.Low);
                }
                else
                {
                    LearnOrder(relation, ref a.Whole, ref b.Whole);
                }

                break;
        }
    }

    private static void LearnEqual(bool is32, ref IntervalBounds a, ref IntervalBounds b)
    {
        if (is32)
        {
            Tnum low = a.Bits.Subregister.Intersect(b.Bits.Subregister);
            a.Low = b.Low = a.Low.Intersect(b.Low);
            a.Bits = a.Bits.WithSubregister(low);
            b.Bits = b.Bits.WithSubregister(low);
        }
        else
        {
            a.Whole = b.Whole = a.Whole.Intersect(b.Whole);
            a.Bits = b.Bits = a.Bits.Intersect(b.Bits);
        }
    }

    private static void LearnAgainst(BranchRelation relation, bool is32, ref IntervalBounds value, ulong constant)
    {
        switch (relation)
        {
            case BranchRelation.Different when is32:
                value.Low = value.Low.Without(constant);
                break;
            case BranchRelation.Different:
                value.Whole = value.Whole.Without(constant);
                break;
            case BranchRelation.ShareBit:
                // That one of several bits is set says nothing of any of them.
                value.Bits = BitOperations.IsPow2(constant) ? value.Bits | Tnum.Const(constant) : value.Bits;
                break;
            default:
                // On an impossible path the limits would contradict the new bits, so they start afresh.
                value = new(value.Bits & Tnum.Const(~constant), Intervals64.Unbounded, Intervals32.Unbounded);
                break;
        }
    }

    /// <summary>The second limit uses what the first has just learnt.</summary>
    private static void LearnOrder<TWidth>(BranchRelation relation, ref Intervals<TWidth> a, ref Intervals<TWidth> b)
        where TWidth : struct, ICnumWidth
    {
        switch (relation)
        {
            case BranchRelation.AtMost:
                a = a with { UMax = Math.Min(a.UMax, b.UMax) };
                b = b with { UMin = Math.Max(a.UMin, b.UMin) };
                break;
            case BranchRelation.Below:
                a = a with { UMax = Math.Min(a.UMax, Intervals<TWidth>.Before(b.UMax)) };
                b = b with { UMin = Math.Max(Intervals<TWidth>.After(a.UMin), b.UMin) };
                break;
            case BranchRelation.SignedAtMost:
                a = a with { SMax = Math.Min(a.SMax, b.SMax) };
                b = b with { SMin = Math.Max(a.SMin, b.SMin) };
                break;
            default:
                a = a with { SMax = Math.Min(a.SMax, Intervals<TWidth>.Before(b.SMax)) };
                b = b with { SMin = Math.Max(Intervals<TWidth>.After(a.SMin), b.SMin) };
                break;
        }
    }
}
