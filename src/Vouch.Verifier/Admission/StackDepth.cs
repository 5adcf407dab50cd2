using System;
using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Calls;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Flow;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>
/// The stack that a chain of calls may take together, how deep calls nest, and what must not be called from where: follows every
/// call path from the main program and from each callback that runs on its own.
/// </summary>
internal sealed class StackDepth
{
    /// <summary>More than this below a function that tail calls could add up to more than the kernel's stack.</summary>
    private const int MaxStackBelowTailCall = 256;

    /// <summary>Functions with less run on the ordinary stack: a private one costs time.</summary>
    private const int MinPrivateStack = 64;

    private readonly Session session;
    private readonly bool usesPrivateStack;
    private readonly List<Call> path = new(VerifierState.MaxFrames);
    private int depth;
    private bool reachesTailCall;

    private StackDepth(Session session, bool usesPrivateStack)
    {
        this.session = session;
        this.usesPrivateStack = usesPrivateStack;
    }

    /// <summary>Checks all call paths and sets <see cref="Counters.MaxStackDepth"/>.</summary>
    public static Check CheckAll(Session session)
    {
        bool isOffered = PrivateStackRules.IsOffered(session);
        for (int i = session.Facts.Subprograms.Length - 1; i >= 0; i--)
        {
            // Callbacks first: a function that they and the main program both call shares the ordinary stack.
            if ((i == 0 || session.Findings.Subprograms[i].IsAsyncCallback)
                && new StackDepth(session, i == 0 && isOffered).CheckFrom(i).Failed(out Check why))
            {
                return why;
            }
        }

        return Check.Ok;
    }

    private Check CheckFrom(int root)
    {
        path.Add(new Call(root, 0, session.Facts.Subprograms[root].Start));
        if (Enter().Failed(out Check why))
        {
            return why;
        }

        while (path.Count > 0)
        {
            if (FindCall(out int callee).Failed(out why))
            {
                return why;
            }

            if (callee < 0)
            {
                if (Leave().Failed(out why))
                {
                    return why;
                }

                continue;
            }

            bool countsAnew = session.Facts.Subprograms[callee].IsGlobal && session.Program.Kernel.Rules.Calls.GlobalFunctionsCountAnew;
            int frame = countsAnew ? 0 : path[^1].Frame + 1;
            if (FrameEntry.IsTooDeep(session, frame))
            {
                return session.Reject(
                    Rule.CallDepth, Subject.Subprogram(callee), Errno.TooBig, $"the call stack of {frame} frames is too deep !");
            }

            reachesTailCall = session.Facts.Subprograms[callee].HasTailCall;
            path.Add(new Call(callee, frame, session.Facts.Subprograms[callee].Start));
            if (Enter().Failed(out why))
            {
                return why;
            }
        }

        return Check.Ok;
    }

    private Check Enter()
    {
        int number = path[^1].Subprogram;
        SubprogramFindings subprogram = session.Findings.Subprograms[number];
        if (!usesPrivateStack)
        {
            subprogram.PrivateStack = PrivateStackMode.None;
        }

        if (subprogram.Info.HasLegacyPacketLoad && CallbackExits.AreRefused(session) && IsInCallback())
        {
            return session.Reject(
                Rule.PacketLoadPlace, Subject.Subprogram(number), Errno.Invalid, "cannot use BPF_LD_[ABS|IND] within callback");
        }

        if (number != 0 && subprogram.Info.HasTailCall && depth >= MaxStackBelowTailCall)
        {
            return session.Reject(
                Rule.TailCallStack, Subject.Subprogram(number), Errno.AccessDenied,
                $"tail_calls are not allowed when call stack of previous frames is {depth} bytes. Too large");
        }

        int own = Rounded(subprogram);
        if (subprogram.StackArgumentCount > 0)
        {
            // Arguments on the stack and a private stack need the same machine register.
            subprogram.PrivateStack = PrivateStackMode.None;
        }
        else if (usesPrivateStack && subprogram.PrivateStack == PrivateStackMode.Unknown && own >= MinPrivateStack)
        {
            subprogram.PrivateStack = PrivateStackMode.Adaptive;
        }

        return AddStack(number, subprogram, own);
    }

    private Check AddStack(int number, SubprogramFindings subprogram, int own)
    {
        if (subprogram.PrivateStack == PrivateStackMode.Adaptive)
        {
            session.Counters.MaxStackDepth = Math.Max(session.Counters.MaxStackDepth, own);
            return own > FrameState.MaxStack
                ? session.Reject(
                    Rule.StackDepth, Subject.Subprogram(number), Errno.AccessDenied, $"stack size of subprog {number} is {own}. Too large")
                : Check.Ok;
        }

        depth += own;
        session.Counters.MaxStackDepth = Math.Max(session.Counters.MaxStackDepth, depth);
        return depth > FrameState.MaxStack
            ? session.Reject(
                Rule.StackDepth, Subject.Subprogram(number), Errno.AccessDenied,
                $"combined stack size of {path.Count} calls is {depth}. Too large")
            : Check.Ok;
    }

    /// <summary>The next function that the executing one calls or refers to, or -1 when there are no more.</summary>
    private Check FindCall(out int callee)
    {
        callee = -1;
        Call current = path[^1];
        SubprogramFindings subprogram = session.Findings.Subprograms[current.Subprogram];
        for (int i = current.Next; i < subprogram.Info.End; i++)
        {
            Instruction insn = session.Program.Instructions[i];
            if (insn.IsKfuncCall)
            {
                if (insn.Offset == 0 && KfuncDescription.NameOf(session.Program, insn) == "bpf_throw" && IsInCallback())
                {
                    return session.Reject(
                        Rule.ThrowPlace, Subject.Instruction(i), Errno.Invalid,
                        $"bpf_throw kfunc (insn {i}) cannot be called from callback subprog {current.Subprogram}");
                }

                continue;
            }

            if (!insn.RefersToSubprogram())
            {
                continue;
            }

            int found = session.Facts.SubprogramAt(insn.CalleeStart(i));
            if (session.Findings.Subprograms[found].IsAsyncCallback)
            {
                // Nobody refused it when it was made a callback; its stack is no longer known now.
                if (session.Facts.Subprograms[found].HasTailCall && !CallbackExits.AreRefused(session))
                {
                    return session.Reject(
                        Rule.KernelBug, Subject.Subprogram(found), Errno.Fault, "verifier bug: subprog has tail_call and async cb");
                }

                // Mentioned, it runs some other time; called, it counts like any function.
                if (!insn.IsSubprogramCall)
                {
                    continue;
                }

                if (session.Facts.Subprograms[found].IsExceptionCallback)
                {
                    return session.RejectUnended(
                        Rule.ExceptionCallbackCall, Subject.Instruction(i), Errno.Invalid, $"insn {i} cannot call exception cb directly");
                }
            }

            callee = found;
            path[^1] = current with { Next = i + 1 };
            return Check.Ok;
        }

        return Check.Ok;
    }

    private Check Leave()
    {
        if (NoteTailCall().Failed(out Check why))
        {
            return why;
        }

        SubprogramFindings left = session.Findings.Subprograms[path[^1].Subprogram];
        depth -= left.PrivateStack == PrivateStackMode.Adaptive ? 0 : Rounded(left);
        path.RemoveAt(path.Count - 1);
        if (path.Count > 0)
        {
            reachesTailCall = session.Findings.Subprograms[path[^1].Subprogram].IsTailCallReachable;
        }

        return Check.Ok;
    }

    private Check NoteTailCall()
    {
        SubprogramFindings main = session.Findings.Subprograms[0];
        if (!reachesTailCall)
        {
            return path[^1].Subprogram == 0 && main.Info.HasTailCall && main.StackArgumentCount > 0
                ? session.Reject(Rule.TailCallPlace, Errno.Invalid, "tail_calls are not allowed in programs with stack args")
                : Check.Ok;
        }

        bool refusesCallbacks = CallbackExits.AreRefused(session);
        for (int i = path.Count - (refusesCallbacks ? 1 : 2); i >= 0; i--)
        {
            SubprogramFindings subprogram = session.Findings.Subprograms[path[i].Subprogram];
            if (subprogram.IsCallback && refusesCallbacks)
            {
                return session.Reject(Rule.TailCallPlace, Errno.Invalid, "cannot tail call within callback");
            }

            if (path[i].Subprogram == session.Facts.ExceptionCallback && path[i].Subprogram != 0)
            {
                return session.Reject(Rule.TailCallPlace, Errno.Invalid, "cannot tail call within exception cb");
            }

            if (subprogram.StackArgumentCount > 0)
            {
                return session.Reject(Rule.TailCallPlace, Errno.Invalid, "tail_calls are not allowed in programs with stack args");
            }

            subprogram.IsTailCallReachable = true;
        }

        return Check.Ok;
    }

    private bool IsInCallback()
    {
        foreach (Call call in path)
        {
            if (session.Findings.Subprograms[call.Subprogram].IsCallback)
            {
                return true;
            }
        }

        return false;
    }

    // The JIT keeps the machine stack aligned to 16 bytes.
    private static int Rounded(SubprogramFindings subprogram) => (subprogram.StackDepth + 15) & ~15;

    /// <summary>A function on the path: how many static calls it is away from a global one, and where to look for its next call.</summary>
    private readonly record struct Call(int Subprogram, int Frame, int Next);
}

/// <summary>Which programs may run their functions on stacks of their own. Source: Linux 7.3 on x86-64.</summary>
internal static class PrivateStackRules
{
    public static bool IsOffered(Session session)
    {
        foreach (SubprogramInfo subprogram in session.Facts.Subprograms)
        {
            if (subprogram.HasTailCall)
            {
                return false;
            }
        }

        return session.Program.Type switch
        {
            ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent or ProgramType.RawTracepoint => true,
            // The trampoline keeps these from running inside themselves.
            ProgramType.Tracing => session.Program.AttachType != AttachType.TraceIter,
            // Operations that may nest ask for stacks of their own.
            ProgramType.StructOps => session.Facts.Traits is { StructOps: { } operations, StructOpsMember: { } member }
                && session.Program.Kernel.Attach.FindStructOps(operations)?.PrivateStackMembers.Contains(member) == true,
            _ => false,
        };
    }
}
