using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Arguments that the caller passes on the stack.</summary>
internal static class OutgoingArguments
{
    /// <summary>All arguments beyond the fifth were stored.</summary>
    public static Check Require(Session session, int count)
    {
        FrameState caller = session.Path.Frame;
        for (int i = 0; i < count - FrameState.ArgumentRegisters; i++)
        {
            if (i >= caller.OutgoingArgumentCount || caller.OutgoingArguments[i].Type.IsNotInitialized)
            {
                return session.Reject(
                    Rule.StackArgumentMissing, Subject.Argument(i + 6), Errno.Fault,
                    $"callee expects {count} args, stack arg{i + 1} is not initialized");
            }
        }

        return Check.Ok;
    }
}
