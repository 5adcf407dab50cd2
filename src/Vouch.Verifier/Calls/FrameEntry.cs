using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>A frame for a function that is about to be entered.</summary>
internal static class FrameEntry
{
    /// <summary>Prepares the frame above a state's executing one; the caller fills in the arguments and then makes it the executing one.</summary>
    public static Check Push(Session session, VerifierState state, int subprogram, int callSite, out FrameState? callee)
    {
        callee = null;
        int number = state.CurrentFrame + 1;
        if (IsTooDeep(session, number))
        {
            return session.Reject(Rule.CallDepth, Errno.TooBig, $"the call stack of {number + 1} frames is too deep");
        }

        callee = state.PrepareFrame(number);
        callee.Start(callSite, number, subprogram, session.Permissions.IsBpfCapable);
        session.Path.MarkAllScratched();
        return Check.Ok;
    }

    /// <summary>No function may run in a frame of this number.</summary>
    public static bool IsTooDeep(Session session, int frame) => frame >= session.Program.Kernel.Rules.Limits.CallFrames;
}
