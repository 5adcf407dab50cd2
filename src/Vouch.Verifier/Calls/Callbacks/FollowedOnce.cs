using Vouch.Verifier.Objects;
using Vouch.Verifier.Paths;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls.Callbacks;

/// <summary>
/// Linux 6.1: the callback is followed once, between the call and what comes behind, though it runs any number of times. So that it does
/// not matter how often, it gives back exactly what it acquired. Functions that it calls act for it.
/// </summary>
internal sealed class FollowedOnce : CallbackRule
{
    private const int None = -1;

    /// <summary>The call for which the frame of a callback lies ready above the executing one. One that was given up is not entered.</summary>
    private int preparedCall = None;

    public override int ReturnSite(int callSite) => callSite + 1;

    /// <summary>The innermost callback, whichever function executes for it.</summary>
    public override int AcquiringIn(VerifierState state)
    {
        int frame = state.CurrentFrame;
        while (frame > 0 && !state.ReadFrame(frame).IsCallback)
        {
            frame--;
        }

        return frame;
    }

    /// <summary>It is entered when the call is done with but for it: <see cref="AfterCall"/>.</summary>
    public override Check Follow(Session session, int subprogram, CallbackArguments setArguments)
    {
        VerifierState state = session.Path.State;
        if (FrameEntry.Push(session, state, subprogram, session.Path.InstructionIndex, out FrameState? callee).Failed(out Check why) ||
            setArguments(session, state.Frame, callee!).Failed(out why))
        {
            return why;
        }

        callee!.IsCallback = true;
        callee.CallbackReturnRange = ZeroOrOne;
        callee.RcuLocksAtEntry = state.ActiveRcuLocks;
        callee.PreemptionLocksAtEntry = state.ActivePreemptionLocks;
        preparedCall = callee.CallSite;
        return Check.Ok;
    }

    public override bool LoopGoesOn(FrameState caller) => true;

    public override void AfterCall(Session session, ref StepOutcome outcome)
    {
        if (preparedCall != session.Path.InstructionIndex)
        {
            return;
        }

        preparedCall = None;
        InstructionCounts.LeaveFrame(session.Path, session.Findings, session.Counters);
        session.Path.State.CurrentFrame++;
        session.Path.InstructionIndex = session.Facts.Subprograms[session.Path.Frame.Subprogram].Start;
        outcome = StepOutcome.Jumped;
        SubprogramCalls.TraceEntry(session, session.Path.Frame.FrameNumber - 1);
    }

    /// <summary>Nothing that it acquired may be left, no region that it entered.</summary>
    public override Check RequireGaveBack(Session session)
    {
        VerifierState state = session.Path.State;
        FrameState frame = state.Frame;
        if (!frame.IsCallback)
        {
            return Check.Ok;
        }

        const string operation = "BPF_EXIT instruction in callback";
        Check outcome = Check.Ok;
        foreach (ref readonly Reference reference in state.ActiveReferences)
        {
            if (reference.Callback != frame.FrameNumber)
            {
                continue;
            }

            if (reference.Kind != ReferenceKind.Pointer)
            {
                return reference.Kind == ReferenceKind.IrqFlag
                    ? ObjectGraph.RejectInsideIrq(session, operation, reference.Id)
                    : ObjectGraph.RejectInside(session, operation, "bpf_spin_lock");
            }

            outcome = ObjectGraph.RejectUnreleased(session, reference, "the callback ends");
        }

        return !outcome.IsOk ? outcome
            : state.ActiveRcuLocks > frame.RcuLocksAtEntry ? ObjectGraph.RejectInside(session, operation, "bpf_rcu_read_lock")
            : state.ActivePreemptionLocks > frame.PreemptionLocksAtEntry ? ObjectGraph.RejectInside(session, operation, "bpf_preempt_disable")
            : Check.Ok;
    }

    /// <summary>What the call itself returns: a number, and not live before the call.</summary>
    public override void SetResult(Session session, FrameState caller) =>
        caller.Registers[0].MarkUnknown(session.Permissions.IsBpfCapable);

    public override void AfterReturn(Session session)
    {
    }
}
