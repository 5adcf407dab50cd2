using System;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Flow;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>
/// Which instructions are left after what exploration never reached, and what then does nothing, has been taken out. Only
/// privileged programs are thinned; the others keep their dead code as traps.
/// </summary>
internal sealed class SurvivingCode
{
    /// <summary>Instructions of an inlined bpf_loop.</summary>
    private const int InlinedLoopSlots = 19;

    private readonly Session session;
    private readonly bool[] isGone;

    private SurvivingCode(Session session)
    {
        this.session = session;
        isGone = new bool[session.Program.Instructions.Length];
    }

    /// <summary>True when the instruction is part of the final program.</summary>
    public bool Has(int instruction) => !isGone[instruction];

    /// <summary>
    /// Whether a reference to a function leads to a function in the final program. Where its own was taken out, the reference goes on to the
    /// same distance from the start of the removed code, and so into what moved up there.
    /// </summary>
    public bool LeadsToFunction(int start)
    {
        // An idle jump at the start of a function that stays makes room for what follows it there.
        if (!IsDead(start))
        {
            return true;
        }

        int removed = start;
        while (removed > 0 && IsDead(removed - 1))
        {
            removed--;
        }

        int first = start;
        while (first < isGone.Length && IsDead(first))
        {
            first++;
        }

        int distance = DistanceAfterRemovals(first, start - removed);
        for (int i = first; i < isGone.Length && distance >= 0; i++)
        {
            if (isGone[i])
            {
                continue;
            }

            if (distance == 0)
            {
                return IsStart(i);
            }

            distance -= SlotsOf(i);
        }

        return false;
    }

    /// <summary>
    /// A distance of slots from an instruction on, after all later removals: of dead code run by run, then of what does nothing. What is
    /// removed before the place moves it, what reaches over the place leaves it where it is.
    /// </summary>
    private int DistanceAfterRemovals(int first, int distance)
    {
        int at = 0, run = 0;
        for (int i = first; i < isGone.Length; i++)
        {
            if (IsDead(i))
            {
                run++;
                continue;
            }

            distance -= distance >= at + run ? run : 0;
            run = 0;
            at += SlotsOf(i);
        }

        distance -= distance >= at + run ? run : 0;
        at = 0;
        for (int i = first; i < isGone.Length; i++)
        {
            if (isGone[i])
            {
                distance -= !IsDead(i) && distance > at ? 1 : 0;
            }
            else
            {
                at += SlotsOf(i);
            }
        }

        return distance;
    }

    private bool IsDead(int index) => session.Permissions.IsBpfCapable && !session.Findings.Instructions[index].IsSeen;

    private int SlotsOf(int index) =>
        session.Program.Instructions[index] is { IsHelperCall: true, Immediate: (int)HelperId.Loop } && session.Findings.Instructions[index].InlineLoop.IsFit
            ? InlinedLoopSlots
            : 1;

    /// <summary>True for the first instruction that is left of a function.</summary>
    private bool IsStart(int index)
    {
        foreach (SubprogramInfo subprogram in session.Facts.Subprograms)
        {
            if (index >= subprogram.Start && index < subprogram.End)
            {
                return isGone.AsSpan(subprogram.Start, index - subprogram.Start).IndexOf(false) < 0;
            }
        }

        return false;
    }

    public static SurvivingCode Find(Session session)
    {
        SurvivingCode code = new(session);
        if (!session.Permissions.IsBpfCapable)
        {
            return code;
        }

        for (int i = 0; i < code.isGone.Length; i++)
        {
            code.isGone[i] = !session.Findings.Instructions[i].IsSeen;
        }

        code.RemoveFastcallSpills();
        code.RemoveIdleJumps();
        return code;
    }

    private int RemovedSpills(int index)
    {
        int spills = session.Facts.Notes[index].FastcallSpills;
        return spills > 0 && session.Findings.Subprograms[session.Facts.SubprogramAt(index)].BreaksFastcall ? 0 : spills;
    }

    private void RemoveFastcallSpills()
    {
        for (int i = 0; i < isGone.Length; i++)
        {
            for (int distance = 1; distance <= RemovedSpills(i); distance++)
            {
                isGone[i - distance] = true;
                isGone[i + distance] = true;
            }
        }
    }

    /// <summary>
    /// Removes jumps and loop budgets that go to the next instruction, in one pass. Only behind a loop budget the pass steps back, so that
    /// a jump over one that becomes idle itself is kept: the <c>may_goto</c> of <c>may_goto 1f; goto 1f; 1:</c> stays.
    /// </summary>
    private void RemoveIdleJumps()
    {
        for (int i = 0; i < isGone.Length; i++)
        {
            Instruction insn = session.Program.Instructions[i];
            if (isGone[i] || !(insn.Opcode == 0x05 || insn.IsConditionalJump()) || !IsIdle(i, insn))
            {
                continue;
            }

            bool isLoopBudget = HasLoopBudget(i);
            isGone[i] = true;
            if (isLoopBudget)
            {
                i = SurvivorBefore(i) - 1;
            }
        }
    }

    /// <summary>The last instruction before this one that is not gone; the instruction itself where there is none.</summary>
    private int SurvivorBefore(int index)
    {
        for (int i = index - 1; i >= 0; i--)
        {
            if (!isGone[i])
            {
                return i;
            }
        }

        return index;
    }

    // A conditional jump counts when one of its ways is dead: then it is a plain jump to the other.
    private bool IsIdle(int index, Instruction insn)
    {
        int target = index + insn.Offset + 1;
        if (insn.IsConditionalJump() && session.Findings.Instructions[index + 1].IsSeen)
        {
            if (session.Findings.Instructions[target].IsSeen)
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
        Instruction insn = session.Program.Instructions[index];
        return insn.IsMayGoto && !isGone[index]
            && (!session.Permissions.IsBpfCapable
                || (session.Findings.Instructions[index + 1].IsSeen && session.Findings.Instructions[index + insn.Offset + 1].IsSeen));
    }
}
