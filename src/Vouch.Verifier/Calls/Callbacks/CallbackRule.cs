using Vouch.Kernel.Programs;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls.Callbacks;

/// <summary>Fills in a callback's registers from its caller's.</summary>
internal delegate Check CallbackArguments(Session session, FrameState caller, FrameState callee);

/// <summary>
/// How a function is followed that a call runs before it returns: the events in which kernels differ. One class a rule; a session has
/// one from its start (<see cref="ChosenRules"/>).
/// </summary>
internal abstract class CallbackRule : CallbackFrames
{
    /// <summary>What a callback of a loop or a walk may return: go on, or stop.</summary>
    protected static readonly ReturnRange ZeroOrOne = new(0, 1);

    /// <summary>
    /// A call runs a callback. Linux 7.3: a path that enters it is queued, and the one at hand goes on behind the call, as if it had not
    /// run or will not run again.
    /// </summary>
    /// <param name="session">The session, at the call.</param>
    /// <param name="subprogram">The callback.</param>
    /// <param name="setArguments">Fills in its registers.</param>
    public abstract Check Follow(Session session, int subprogram, CallbackArguments setArguments);

    /// <summary>Whether bpf_loop runs its callback once more. Linux 7.3: as long as it has not run as often as R1 can say.</summary>
    public abstract bool LoopGoesOn(FrameState caller);

    /// <summary>Everything about the call at hand is settled. Linux 7.3: so the path goes on behind it.</summary>
    public virtual void AfterCall(Session session, ref StepOutcome outcome)
    {
    }

    /// <summary>
    /// A callback ends, its frame still there. Linux 7.3: it is not asked what it holds: what it must not do to its caller's objects
    /// shows when it runs again, or not at all.
    /// </summary>
    public virtual Check RequireGaveBack(Session session) => Check.Ok;

    /// <summary>The callback's result is looked at and forgotten. Linux 7.3: what the call returns is told when the path is at it again.</summary>
    public virtual void SetResult(Session session, FrameState caller)
    {
    }

    /// <summary>
    /// The callback's frame is left. Linux 7.3: numbers that it changed, and that nothing hangs on, are widened against those of the
    /// visit before, so that the loop converges.
    /// </summary>
    public abstract void AfterReturn(Session session);
}
