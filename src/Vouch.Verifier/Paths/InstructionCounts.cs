using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>
/// How many instructions were processed in each subprogram, and in each subprogram with what it called. Only <see
/// cref="Counters.ProcessedInstructions"/> grows with each instruction; the rest is settled where the executing frame changes.
/// </summary>
internal static class InstructionCounts
{
    /// <summary>Another frame is about to execute, or another path: what was processed since the last such change was in this one.</summary>
    public static void LeaveFrame(Session session)
    {
        VerifierState state = session.Path.State;
        int count = session.Counters.ProcessedInstructions - session.Counters.CreditedInstructions;
        session.Counters.CreditedInstructions = session.Counters.ProcessedInstructions;
        session.Findings.Subprograms[state.Frame.Subprogram].OwnInstructions += count;
        state.InstructionsOnPath(state.CurrentFrame) += count;
    }

    /// <summary>The executing frame returns: what was processed in it goes on counting for its caller.</summary>
    public static void Return(Session session)
    {
        LeaveFrame(session);
        HandDown(session, session.Path.State.CurrentFrame);
    }

    /// <summary>The current path ends in whatever frame it is.</summary>
    public static void EndPath(Session session)
    {
        LeaveFrame(session);
        for (int i = session.Path.State.CurrentFrame; i >= 0; i--)
        {
            HandDown(session, i);
        }
    }

    private static void HandDown(Session session, int frame)
    {
        VerifierState state = session.Path.State;
        ref int count = ref state.InstructionsOnPath(frame);
        session.Findings.Subprograms[state.ReadFrame(frame).Subprogram].TotalInstructions += count;
        if (frame > 0)
        {
            state.InstructionsOnPath(frame - 1) += count;
        }

        count = 0;
    }
}
