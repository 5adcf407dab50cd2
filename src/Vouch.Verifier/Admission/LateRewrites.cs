using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>
/// What the rewrites after exploration do that shows: they change the stack that functions use, take dead functions off the
/// list, and refuse a few programs. The rewritten instructions themselves are of no interest here.
/// </summary>
internal static class LateRewrites
{
    /// <summary>Saved registers of an inlined bpf_loop.</summary>
    private const int InlinedLoopStack = 24;

    /// <summary>The count and the time of a timed may_goto.</summary>
    private const int LoopBudgetStack = 16;

    /// <summary>The context, kept for code at the exits.</summary>
    private const int SavedContext = 8;

    /// <summary>Spills around calls that leave registers alone go, and with them the stack they took.</summary>
    public static void DropFastcallSpills(Session session)
    {
        foreach (SubprogramFindings subprogram in session.Findings.Subprograms)
        {
            bool hasPattern = false;
            for (int i = subprogram.Info.Start; i < subprogram.Info.End; i++)
            {
                hasPattern |= session.Facts.Notes[i].FastcallSpills > 0;
            }

            if (hasPattern && !subprogram.Info.KeepsFastcallStack && !subprogram.BreaksFastcall)
            {
                subprogram.StackDepth = -subprogram.Info.FastcallStackOffset;
            }
        }
    }

    /// <summary>Everything from inlined loops on, in the order in which the program is rewritten.</summary>
    public static Check Apply(Session session)
    {
        AddInlinedLoops(session);
        SurvivingCode code = SurvivingCode.Find(session);
        HideDeadSubprograms(session);
        if (HasEpilogue(session))
        {
            session.Findings.Subprograms[0].StackDepth += SavedContext;
        }

        if (CheckCalls(session, code).Failed(out Check why))
        {
            return why;
        }

        AddLoopBudgets(session, code);
        return CheckStackArguments(session).Failed(out why) ? why : CheckFunctionReferences(session, code);
    }

    private static void AddInlinedLoops(Session session)
    {
        foreach (SubprogramFindings subprogram in session.Findings.Subprograms)
        {
            for (int i = subprogram.Info.Start; i < subprogram.Info.End; i++)
            {
                Instruction insn = session.Program.Instructions[i];
                if (insn.IsHelperCall && insn.Immediate == (int)HelperId.Loop && session.Findings.Instructions[i].InlineLoop.IsFit)
                {
                    subprogram.StackDepth = ((subprogram.StackDepth + 7) & ~7) + InlinedLoopStack;
                    break;
                }
            }
        }
    }

    private static void HideDeadSubprograms(Session session)
    {
        for (int s = 1; s < session.Facts.Subprograms.Length && session.Permissions.IsBpfCapable; s++)
        {
            SubprogramFindings subprogram = session.Findings.Subprograms[s];
            bool isSeen = false;
            for (int i = subprogram.Info.Start; i < subprogram.Info.End; i++)
            {
                isSeen |= session.Findings.Instructions[i].IsSeen;
            }

            subprogram.IsHidden |= !isSeen;
        }
    }

    // The code that the kernel puts at the exits of some operations needs the context again.
    private static bool HasEpilogue(Session session) =>
        session.Facts.Traits is { StructOps: { } operations, StructOpsMember: { } member }
        && session.Program.Kernel.Attach.FindStructOps(operations) is { } kind && kind.HasEpilogue(member);

    private static Check CheckCalls(Session session, SurvivingCode code)
    {
        for (int i = 0; i < session.Program.Instructions.Length; i++)
        {
            Instruction insn = session.Program.Instructions[i];
            if (!code.Has(i))
            {
                continue;
            }

            if (insn.IsKfuncCall && insn.Immediate == 0)
            {
                return session.Reject(
                    Rule.KfuncNotEliminated, Errno.Invalid, "invalid kernel function call not eliminated in verifier pass");
            }

            CalledMap map = session.Findings.Instructions[i].CalledMap;
            if (insn.IsHelperCall && insn.Immediate == (int)HelperId.TailCall && map.IsUnprivileged && map.IsPoisoned)
            {
                return session.Reject(Rule.TailCallMap, Errno.Invalid, "tail_call abusing map_ptr");
            }

            i += insn.IsWideImmediate ? 1 : 0;
        }

        return Check.Ok;
    }

    private static void AddLoopBudgets(Session session, SurvivingCode code)
    {
        foreach (SubprogramFindings subprogram in session.Findings.Subprograms)
        {
            for (int i = subprogram.Info.Start; i < subprogram.Info.End; i++)
            {
                if (code.HasLoopBudget(i))
                {
                    subprogram.ExtraStack = LoopBudgetStack;
                    subprogram.StackDepth += LoopBudgetStack;
                    break;
                }
            }
        }
    }

    private static Check CheckStackArguments(Session session)
    {
        int number = 0;
        foreach (SubprogramFindings subprogram in session.Findings.Subprograms)
        {
            if (subprogram.IsHidden)
            {
                continue;
            }

            int outgoing = subprogram.StackArgumentCount - subprogram.IncomingStackArguments;
            if (subprogram.MaxOutgoingStackArguments > outgoing)
            {
                return session.Reject(
                    Rule.StackArgumentMissing, Subject.Subprogram(number), Errno.Invalid,
                    $"func#{number} writes {subprogram.MaxOutgoingStackArguments} stack arg slots, but calls only require {outgoing}");
            }

            number++;
        }

        return Check.Ok;
    }

    // A callback that no path enters (of a bpf_loop over zero rounds, say) is taken out, while the instruction that names it may stay. It
    // then refers to what follows, which is an error where no function starts.
    // differs from the kernel: it counts instructions after all rewrites in its message, which are of no interest here otherwise.
    private static Check CheckFunctionReferences(Session session, SurvivingCode code)
    {
        // A program that throws gets the default handler as one more function.
        int functions = session.Findings.SawException && session.Facts.ExceptionCallback == 0 ? 1 : 0;
        foreach (SubprogramFindings subprogram in session.Findings.Subprograms)
        {
            functions += subprogram.IsHidden ? 0 : 1;
        }

        for (int i = 0; i < session.Program.Instructions.Length && functions > 1; i++)
        {
            Instruction insn = session.Program.Instructions[i];
            if (insn.IsFunctionReference && code.Has(i) && !code.LeadsToFunction(i + 1 + insn.Immediate))
            {
                return session.Reject(Rule.KernelBug, Errno.Fault, $"verifier bug: No program to jit at insn {i} (subprog < 0)");
            }

            i += insn.IsWideImmediate ? 1 : 0;
        }

        return Check.Ok;
    }
}
