using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Domains;

/// <summary>Which way a conditional jump goes.</summary>
internal enum BranchVerdict : byte
{
    Unknown,
    Taken,
    NotTaken,
}

/// <summary>The two operands of a jump on each of its outcomes.</summary>
/// <remarks>Meaningful when the verdict is unknown; of an outcome that turned out impossible nothing is promised.</remarks>
internal struct BranchOutcomes
{
    public ScalarBounds TakenFirst;
    public ScalarBounds TakenSecond;
    public ScalarBounds NotTakenFirst;
    public ScalarBounds NotTakenSecond;

    public BranchOutcomes(in ScalarBounds first, in ScalarBounds second)
    {
        TakenFirst = NotTakenFirst = first;
        TakenSecond = NotTakenSecond = second;
    }
}

/// <summary>The comparison of a conditional jump.</summary>
/// <param name="Operation">Neither always, call, exit, nor the loop budget.</param>
/// <param name="Is32">Compares the low halves.</param>
/// <param name="IsOfOneRegister">Both operands are one register of the instruction (not merely equal or linked).</param>
internal readonly record struct JumpTest(JumpOperation Operation, bool Is32, bool IsOfOneRegister = false);

/// <summary>Decides conditional jumps on two scalars from their bounds.</summary>
internal static class BranchDecision
{
    /// <summary>
    /// Decides from the bounds as they are, and failing that by refining them for either outcome: an outcome that leaves an operand without
    /// values is impossible. Those refined operands are what the program continues with when both outcomes remain.
    /// </summary>
    /// <param name="test">The comparison.</param>
    /// <param name="first">What is known of the destination.</param>
    /// <param name="second">What is known of the other operand.</param>
    /// <param name="outcomes">Unchanged copies of the operands in the cases where nothing is refined.</param>
    public static BranchVerdict Decide(JumpTest test, in ScalarBounds first, in ScalarBounds second, out BranchOutcomes outcomes)
    {
        (JumpOperation operation, bool is32, bool isOfOneRegister) = test;
        outcomes = new BranchOutcomes(first, second);
        if (isOfOneRegister)
            return DecideAgainstItself(operation, new Operand(first, is32));

        // A bit test against something unknown is not even worth refining.
        if (operation == JumpOperation.Set && !IsAgainstConst(is32, first, second))
            return BranchVerdict.Unknown;

        BranchVerdict verdict = DecideByBounds(operation, is32, first, second);
        return verdict == BranchVerdict.Unknown ? DecideByRefining(operation, is32, ref outcomes) : verdict;
    }

    private static BranchVerdict DecideAgainstItself(JumpOperation operation, in Operand self) => operation switch
    {
        JumpOperation.Equal or JumpOperation.GreaterOrEqual or JumpOperation.LessOrEqual
            or JumpOperation.SignedGreaterOrEqual or JumpOperation.SignedLessOrEqual => BranchVerdict.Taken,
        JumpOperation.NotEqual or JumpOperation.Greater or JumpOperation.Less
            or JumpOperation.SignedGreater or JumpOperation.SignedLess => BranchVerdict.NotTaken,
        JumpOperation.Set when self.Bits.IsConst => If(self.Bits.Value != 0),
        JumpOperation.Set when self.SMin > 0 || self.SMax < 0 => BranchVerdict.Taken,
        _ => BranchVerdict.Unknown,
    };

    private static bool IsAgainstConst(bool is32, in ScalarBounds first, in ScalarBounds second) =>
        first.IsConstAt(is32) || second.IsConstAt(is32);

    /// <summary>Decides from the bounds as they are.</summary>
    public static BranchVerdict DecideByBounds(JumpOperation operation, bool is32, in ScalarBounds first, in ScalarBounds second)
    {
        var a = new Operand(first, is32);
        var b = new Operand(second, is32);
        switch (operation)
        {
            case JumpOperation.Equal:
                return DecideEqual(is32, first, second, a, b);
            case JumpOperation.NotEqual:
                return Opposite(DecideEqual(is32, first, second, a, b));
            case JumpOperation.Set:
                return IsAgainstConst(is32, first, second) ? DecideShareBit(a.Bits, b.Bits) : BranchVerdict.Unknown;
            case JumpOperation.Greater:
                return When(taken: a.UMin > b.UMax, notTaken: a.UMax <= b.UMin);
            case JumpOperation.Less:
                return When(taken: a.UMax < b.UMin, notTaken: a.UMin >= b.UMax);
            case JumpOperation.GreaterOrEqual:
                return When(taken: a.UMin >= b.UMax, notTaken: a.UMax < b.UMin);
            case JumpOperation.LessOrEqual:
                return When(taken: a.UMax <= b.UMin, notTaken: a.UMin > b.UMax);
            case JumpOperation.SignedGreater:
                return When(taken: a.SMin > b.SMax, notTaken: a.SMax <= b.SMin);
            case JumpOperation.SignedLess:
                return When(taken: a.SMax < b.SMin, notTaken: a.SMin >= b.SMax);
            case JumpOperation.SignedGreaterOrEqual:
                return When(taken: a.SMin >= b.SMax, notTaken: a.SMax < b.SMin);
            case JumpOperation.SignedLessOrEqual:
                return When(taken: a.SMax <= b.SMin, notTaken: a.SMin > b.SMax);
            default:
                return BranchVerdict.Unknown;
        }
    }

    private static BranchVerdict DecideEqual(bool is32, in ScalarBounds first, in ScalarBounds second, in Operand a, in Operand b)
    {
        if (a.Bits.IsConst && b.Bits.IsConst)
            return If(a.Bits.Value == b.Bits.Value);

        // Values whose low halves differ differ, whatever the high halves are.
        bool isApart = !a.Bits.Overlaps(b.Bits) || a.IsApartFrom(b)
            || (!is32 && new Operand(first, true).IsApartFrom(new Operand(second, true)));
        return isApart ? BranchVerdict.NotTaken : BranchVerdict.Unknown;
    }

    /// <summary>One of the operands is a constant.</summary>
    private static BranchVerdict DecideShareBit(Tnum a, Tnum b) =>
        When(taken: (a.Value & b.Value) != 0, notTaken: (a.Max & b.Max) == 0);

    private static BranchVerdict DecideByRefining(JumpOperation operation, bool is32, ref BranchOutcomes outcomes)
    {
        if (!BranchRefinement.TryAssume(operation, is32, taken: false, ref outcomes.NotTakenFirst, ref outcomes.NotTakenSecond))
            return BranchVerdict.Taken;
        if (!BranchRefinement.TryAssume(operation, is32, taken: true, ref outcomes.TakenFirst, ref outcomes.TakenSecond))
            return BranchVerdict.NotTaken;
        return BranchVerdict.Unknown;
    }

    private static BranchVerdict If(bool taken) => taken ? BranchVerdict.Taken : BranchVerdict.NotTaken;

    private static BranchVerdict When(bool taken, bool notTaken) =>
        taken ? BranchVerdict.Taken : notTaken ? BranchVerdict.NotTaken : BranchVerdict.Unknown;

    private static BranchVerdict Opposite(BranchVerdict verdict) => verdict switch
    {
        BranchVerdict.Taken => BranchVerdict.NotTaken,
        BranchVerdict.NotTaken => BranchVerdict.Taken,
        _ => BranchVerdict.Unknown,
    };

    /// <summary>An operand at the width of the comparison, its ranges widened to 64 bits so that both widths compare alike.</summary>
    private readonly ref struct Operand
    {
        public readonly Tnum Bits;
        public readonly ulong UMin, UMax;
        public readonly long SMin, SMax;

        public Operand(in ScalarBounds value, bool is32)
        {
            if (is32)
            {
                Bits = value.Bits.Subregister;
                (SMin, SMax, UMin, UMax) = value.Low;
            }
            else
            {
                Bits = value.Bits;
                (SMin, SMax, UMin, UMax) = value.Whole;
            }
        }

        public bool IsApartFrom(in Operand other) =>
            UMin > other.UMax || UMax < other.UMin || SMin > other.SMax || SMax < other.SMin;
    }
}
