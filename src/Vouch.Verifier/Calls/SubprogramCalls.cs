using Vouch.Bytecode.Isa;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Paths;
using Vouch.Verifier.Policy;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>
/// Calls of the program's own functions and returning from them. A static function is followed in a frame of its own, a global
/// one is verified apart and taken at its word here.
/// </summary>
internal static class SubprogramCalls
{
    /// <summary>Enters a static function (the session goes on at its first instruction) or applies a global function's effect.</summary>
    public static Check Call(Session session, Instruction insn, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        int callSite = session.Path.InstructionIndex;
        int subprogram = session.Facts.SubprogramAt(callSite + insn.Immediate + 1);
        Check match = SubprogramArguments.Match(session, subprogram);
        if (match.Code is Errno.Fault or Errno.NotModelled)
        {
            return match;
        }

        if (session.Facts.Subprograms[subprogram].IsGlobal)
        {
            return CallGlobal(session, subprogram, match, out outcome);
        }

        FrameState caller = session.Path.Frame;
        NoteStackArguments(session, caller, subprogram);
        if (FrameEntry.Push(session, session.Path.State, subprogram, callSite, out FrameState? callee).Failed(out Check why))
        {
            return why;
        }

        for (int register = 1; register <= 5; register++)
        {
            callee!.Registers[register] = caller.Registers[register];
        }

        InstructionCounts.LeaveFrame(session.Path, session.Findings, session.Counters);
        session.Path.State.CurrentFrame++;
        session.ObservedStack?.EnterFunction();
        ScrubCaller(session, caller);
        session.Path.InstructionIndex = session.Facts.Subprograms[subprogram].Start;
        outcome = StepOutcome.Jumped;
        TraceEntry(session, caller.FrameNumber);
        return Check.Ok;
    }

    /// <summary>Logs a call whose function is now executing.</summary>
    public static void TraceEntry(Session session, int caller)
    {
        if (session.Log.TracesPath)
        {
            session.Log.Write($"caller:\n");
            session.StateText.Write(session.Path.State, caller, all: true);
            session.Log.Write($"callee:\n");
            session.StateText.Write(session.Path.State, session.Path.State.CurrentFrame, all: true);
        }
    }

    /// <summary>Leaves the executing frame; the session goes on at the caller, behind the call or, for callbacks that run again, at it.</summary>
    public static Check Return(Session session)
    {
        VerifierState state = session.Path.State;
        session.ObservedStack?.Update(state);
        FrameState callee = state.Frame;
        FrameState caller = state.WriteFrame(state.CurrentFrame - 1);
        ref RegisterState result = ref callee.Registers[0];
        if (result.Type == RegisterKind.Stack)
        {
            return session.Reject(
                Rule.StackPointerEscapes, Subject.Register(0), Errno.Invalid, "cannot return stack pointer to the caller");
        }

        if (callee.IsCallback)
        {
            if (RequireCallbackResult(session, callee).Failed(out Check why))
            {
                return why;
            }

            session.Callbacks.SetResult(session, caller);
        }
        else
        {
            caller.Registers[0] = result;
        }

        session.Path.InstructionIndex = callee.IsCallback ? session.Callbacks.ReturnSite(callee.CallSite) : callee.CallSite + 1;
        if (session.Log.TracesPath)
        {
            session.Log.Write($"returning from callee:\n");
            session.StateText.Write(state, callee.FrameNumber, all: true);
            session.Log.Write($"to caller at {session.Path.InstructionIndex}:\n");
            session.StateText.Write(state, caller.FrameNumber, all: true);
        }

        InstructionCounts.Return(session.Path, session.Findings, session.Counters);
        state.CurrentFrame--;
        if (ObjectGraph.LeaveFrame(session, callee).Failed(out Check orphaned))
        {
            return orphaned;
        }

        CallerSavedRegisters.ScrubStackArguments(session, caller);
        if (callee.IsCallback)
        {
            session.Callbacks.AfterReturn(session);
        }

        return Check.Ok;
    }

    private static Check CallGlobal(Session session, int subprogram, Check match, out StepOutcome outcome)
    {
        outcome = StepOutcome.Next;
        SubprogramInfo info = session.Facts.Subprograms[subprogram];
        VerifierState state = session.Path.State;
        if (state.ActiveLocks > 0)
        {
            return session.Reject(
                Rule.GlobalCallUnderLock, Subject.Function(info.Name),
                Errno.Invalid, "global function calls are not allowed while holding a lock,\nuse static function instead");
        }

        bool maySleep = ExecutionContext.MaySleep(state);
        if (info.MightSleep && !maySleep)
        {
            return session.Reject(
                Rule.SleepInAtomic, Subject.Function(info.Name), Errno.Invalid,
                $"sleepable global function {info.Name}() called in {ExecutionContext.DescribeNonSleepable(state)}");
        }

        if (!match.IsOk)
        {
            return session.Elaborate(match.Code, $"Caller passes invalid args into func#{subprogram} ('{info.Name}')");
        }

        if (session.NamesGlobalFunctions)
        {
            session.Log.Write($"Func#{subprogram} ('{info.Name}') is global and assumed valid.\n");
        }

        CallRules rules = session.Program.Kernel.Rules.Calls;
        bool isVerifiedSleepable = rules.VerifiesFunctionsByContext ? maySleep : session.Program.IsSleepable;
        session.Findings.Subprograms[subprogram].IsCalled[isVerifiedSleepable ? 1 : 0] = true;
        if (info.ChangesPacketData)
        {
            PacketPointers.Invalidate(session);
        }

        FrameState caller = state.Frame;
        ScrubCaller(session, caller);
        CallerSavedRegisters.ScrubStackArguments(session, caller);
        if (!ReturnRules.SubprogramReturnsNothing(session.Facts, subprogram))
        {
            caller.Registers[0].MarkUnknown(session.Permissions.IsBpfCapable);
        }

        return info.MightThrow && rules.FollowsThrowsOfFunctions ? FollowThrow(session, out outcome) : Check.Ok;
    }

    /// <summary>A global function that may throw: that path ends here and now, the one that goes on is queued.</summary>
    private static Check FollowThrow(Session session, out StepOutcome outcome)
    {
        outcome = StepOutcome.PathEnd;
        if (session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex) is null)
        {
            return session.Elaborate(Errno.TooBig, "failed to push state for global subprog exception path");
        }

        return ObjectGraph.RequireNothingHeld(session, isExceptional: true, checkRegions: true, "bpf_throw");
    }

    private static Check RequireCallbackResult(Session session, FrameState callee)
    {
        ref RegisterState result = ref callee.Registers[0];
        if (!result.Type.IsScalar)
        {
            return session.Reject(Rule.ReturnScalar, Subject.Register(0), Errno.AccessDenied, "R0 not a scalar value");
        }

        if (session.Precision.MarkChain(0).Failed(out Check why) || ReturnRules.IsWithin(callee.CallbackReturnRange, result))
        {
            return why;
        }

        return ReturnRules.RejectOutside(session.Rejections, result.Bounds, callee.CallbackReturnRange, 0, "At callback return");
    }

    private static void ScrubCaller(Session session, FrameState caller)
    {
        for (int register = 0; register <= 5; register++)
        {
            caller.Registers[register].MarkNotInitialized(session.Permissions.IsBpfCapable);
            session.Path.MarkScratched(register);
        }
    }

    private static void NoteStackArguments(Session session, FrameState caller, int callee)
    {
        SubprogramFindings info = session.Findings.Subprograms[caller.Subprogram];
        int count = info.IncomingStackArguments + session.Findings.Subprograms[callee].IncomingStackArguments;
        info.StackArgumentCount = System.Math.Max(info.StackArgumentCount, count);
    }
}
