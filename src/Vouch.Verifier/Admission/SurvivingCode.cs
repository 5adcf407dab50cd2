using Vouch.Bytecode.Isa;
using Vouch.Verifier.Flow;

namespace Vouch.Verifier.Admission;

/// <summary>
/// Which instructions are left after what exploration never reached, and what then does nothing, has been taken out. Only
/// privileged programs are thinned; the others keep their dead code as traps.
/// </summary>
internal sealed class SurvivingCode
{
    private readonly Session session;
    private readonly bool[] isGone;

    private SurvivingCode(Session session)
    {
        this.session = session;
        isGone = new bool[session.Instructions.Length];
    }

    /// <summary>True when the instruction is part of the final program.</summary>
    public bool Has(int instruction) => !isGone[instruction];

    public static SurvivingCode Find(Session session)
    {
        SurvivingCode code = new(session);
        if (!session.IsBpfCapable)
        {
            return code;
        }

        for (int i = 0; i < code.isGone.Length; i++)
        {
            code.isGone[i] = !session.Notes[i].IsSeen;
        }

        code.RemoveFastcallSpills();
        while (code.RemoveIdleJumps())
        {
            // A jump over an idle jump becomes idle itself.
        }

        return code;
    }

    private void RemoveFastcallSpills()
    {
        for (int i = 0; i < isGone.Length; i++)
        {
            for (int distance = 1; distance <= session.Notes[i].FastcallSpills; distance++)
            {
                isGone[i - distance] = true;
                isGone[i + distance] = true;
            }
        }
    }

    /// <summary>Removes jumps and loop budgets that go to the next instruction; true when there were any.</summary>
    private bool RemoveIdleJumps()
    {
        bool removed = false;
        for (int i = 0; i < isGone.Length; i++)
        {
            Instruction insn = session.Instructions[i];
            if (isGone[i] || !(insn.Opcode == 0x05 || insn.IsConditionalJump()) || !IsIdle(i, insn))
            {
                continue;
            }

            isGone[i] = true;
            removed = true;
        }

        return removed;
    }

    // A conditional jump counts when one of its ways is dead: then it is a plain jump to the other.
    private bool IsIdle(int index, Instruction insn)
    {
        int target = index + insn.Offset + 1;
        if (insn.IsConditionalJump() && session.Notes[index + 1].IsSeen)
        {
            if (session.Notes[target].IsSeen)
            {
                return insn.IsMayGoto && IsNext(index, target);
            }

            return true;
        }

        return IsNext(index, target);
    }

    private bool IsNext(int index, int target)
    {
        for (int i = index + 1; i < target; i++)
        {
            if (!isGone[i])
            {
                return false;
            }
        }

        return target > index;
    }

    /// <summary>True for a may_goto that is still one in the final program.</summary>
    public bool HasLoopBudget(int index)
    {
        Instruction insn = session.Instructions[index];
        return insn.IsMayGoto && !isGone[index]
            && (!session.IsBpfCapable
                || (session.Notes[index + 1].IsSeen && session.Notes[index + insn.Offset + 1].IsSeen));
    }
}
