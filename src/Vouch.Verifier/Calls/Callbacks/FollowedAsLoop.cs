using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls.Callbacks;

/// <summary>Linux 6.18 and 7.3: the call is a loop head. The callback runs any number of times, none included, until nothing new turns up.</summary>
internal sealed class FollowedAsLoop : CallbackRule
{
    public override int ReturnSite(int callSite) => callSite;

    public override int AcquiringIn(VerifierState state) => 0;

    public override Check Follow(Session session, int subprogram, CallbackArguments setArguments)
    {
        int callSite = session.Path.InstructionIndex;
        VerifierState? state = session.Pending.Push(session.Facts.Subprograms[subprogram].Start, callSite);
        if (state is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        FrameState queuedCaller = state.Frame;
        if (FrameEntry.Push(session, state, subprogram, callSite, out FrameState? callee).Failed(out Check why) ||
            setArguments(session, queuedCaller, callee!).Failed(out why))
        {
            return why;
        }

        callee!.IsCallback = true;
        callee.CallbackReturnRange = ZeroOrOne;
        state.CurrentFrame++;
        state.CallbackUnrollDepth++;
        queuedCaller.CallbackDepth++;
        session.Path.Frame.CallbackDepth = 0;
        return Check.Ok;
    }

    public override bool LoopGoesOn(FrameState caller) => (ulong)caller.CallbackDepth < caller.Registers[1].UMax;

    public override void AfterReturn(Session session)
    {
        VerifierState state = session.Path.State;
        if (Widening.FindPreviousEntry(session.Path, session.Checkpoints, state, session.Path.InstructionIndex) is { } previous)
        {
            Widening.WidenImprecise(session.Program.Kernel.Rules, session.Permissions, session.Path.LastId, previous, state);
        }
    }
}
