using System.Numerics;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Domains;

/// <summary>What each outcome of a conditional jump teaches about its two operands.</summary>
internal static class BranchRefinement
{
    /// <summary>Narrows both operands to the values with which the jump is, or is not, taken; does not synchronise.</summary>
    /// <remarks>An operand that becomes empty shows that the outcome is impossible.</remarks>
    public static void Refine(JumpOperation operation, bool is32, bool taken, ref ScalarBounds first, ref ScalarBounds second)
    {
        BranchFact fact = BranchFact.Of(operation, taken);
        if (fact.Swapped)
            Learn(fact.Relation, is32, ref second, ref first);
        else
            Learn(fact.Relation, is32, ref first, ref second);
    }

    /// <summary>As <see cref="Refine"/>, and synchronises both operands.</summary>
    /// <returns>False when the outcome is impossible.</returns>
    public static bool TryAssume(JumpOperation operation, bool is32, bool taken, ref ScalarBounds first, ref ScalarBounds second)
    {
        Refine(operation, is32, taken, ref first, ref second);
        first = first.Sync();
        second = second.Sync();
        return !first.IsEmpty && !second.IsEmpty;
    }

    private static void Learn(BranchRelation relation, bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        switch (relation)
        {
            case BranchRelation.Equal:
                LearnEqual(is32, ref a, ref b);
                break;
            case BranchRelation.Different or BranchRelation.ShareBit or BranchRelation.ShareNoBit:
                // Only a constant on one side teaches something, and then about the other side.
                if (b.IsConstAt(is32))
                    a = AgainstConstant(relation, is32, a, b.ConstValueAt(is32));
                else if (a.IsConstAt(is32))
                    b = AgainstConstant(relation, is32, b, a.ConstValueAt(is32));
                break;
            case BranchRelation.AtMost or BranchRelation.Below:
                LearnOrder(relation == BranchRelation.Below ? 1u : 0u, is32, ref a, ref b);
                break;
            default:
                LearnSignedOrder(relation == BranchRelation.SignedBelow ? 1 : 0, is32, ref a, ref b);
                break;
        }
    }

    private static void LearnEqual(bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        if (is32)
        {
            Cnum32 range = a.Range32.Intersect(b.Range32);
            Tnum low = a.Bits.Subregister.Intersect(b.Bits.Subregister);
            a = new(a.Bits.WithSubregister(low), a.Range64, range);
            b = new(b.Bits.WithSubregister(low), b.Range64, range);
        }
        else
        {
            Cnum64 range = a.Range64.Intersect(b.Range64);
            Tnum bits = a.Bits.Intersect(b.Bits);
            a = new(bits, range, a.Range32);
            b = new(bits, range, b.Range32);
        }
    }

    private static ScalarBounds AgainstConstant(BranchRelation relation, bool is32, in ScalarBounds value, ulong constant) => relation switch
    {
        BranchRelation.Different => Without(is32, value, constant),
        // That one of several bits is set says nothing of any of them.
        BranchRelation.ShareBit => BitOperations.IsPow2(constant) ? value with { Bits = value.Bits | Tnum.Const(constant) } : value,
        // On an impossible path the ranges would contradict the new bits, so they start afresh.
        _ => value.WithoutRanges() with { Bits = value.Bits & Tnum.Const(~constant) },
    };

    /// <summary>Everything but one point is an arc: it starts behind the point and ends before it.</summary>
    private static ScalarBounds Without(bool is32, in ScalarBounds value, ulong point) => unchecked(is32
        ? value with { Range32 = value.Range32.Intersect(Cnum32.FromUnsigned((uint)point + 1, (uint)point - 1)) }
        : value with { Range64 = value.Range64.Intersect(Cnum64.FromUnsigned(point + 1, point - 1)) });

    /// <summary>a + <paramref name="gap"/> &lt;= b. The second bound uses what the first has just learnt.</summary>
    /// <remarks>A bound that wraps excludes nothing here; that the outcome is impossible is found before.</remarks>
    private static void LearnOrder(uint gap, bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        unchecked
        {
            if (is32)
            {
                a = a with { Range32 = a.Range32.IntersectUnsigned(0, b.UMax32 - gap) };
                b = b with { Range32 = b.Range32.IntersectUnsigned(a.UMin32 + gap, uint.MaxValue) };
            }
            else
            {
                a = a with { Range64 = a.Range64.IntersectUnsigned(0, b.UMax - gap) };
                b = b with { Range64 = b.Range64.IntersectUnsigned(a.UMin + gap, ulong.MaxValue) };
            }
        }
    }

    /// <summary>As <see cref="LearnOrder"/>, for signed numbers.</summary>
    private static void LearnSignedOrder(int gap, bool is32, ref ScalarBounds a, ref ScalarBounds b)
    {
        unchecked
        {
            if (is32)
            {
                a = a with { Range32 = a.Range32.IntersectSigned(int.MinValue, b.SMax32 - gap) };
                b = b with { Range32 = b.Range32.IntersectSigned(a.SMin32 + gap, int.MaxValue) };
            }
            else
            {
                a = a with { Range64 = a.Range64.IntersectSigned(long.MinValue, b.SMax - gap) };
                b = b with { Range64 = b.Range64.IntersectSigned(a.SMin + gap, long.MaxValue) };
            }
        }
    }
}
