using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>
/// How many instructions were processed in each subprogram, and in each subprogram with what it called. Only <see
/// cref="Counters.ProcessedInstructions"/> grows with each instruction; the rest is settled where the executing frame changes.
/// </summary>
internal static class InstructionCounts
{
    /// <summary>Another frame is about to execute, or another path: what was processed since the last such change was in this one.</summary>
    public static void LeaveFrame(PathCursor path, ExplorationFindings findings, Counters counters)
    {
        VerifierState state = path.State;
        int count = counters.ProcessedInstructions - counters.CreditedInstructions;
        counters.CreditedInstructions = counters.ProcessedInstructions;
        findings.Subprograms[state.Frame.Subprogram].OwnInstructions += count;
        state.InstructionsOnPath(state.CurrentFrame) += count;
    }

    /// <summary>The executing frame returns: what was processed in it goes on counting for its caller.</summary>
    public static void Return(PathCursor path, ExplorationFindings findings, Counters counters)
    {
        LeaveFrame(path, findings, counters);
        HandDown(path, findings, path.State.CurrentFrame);
    }

    /// <summary>The current path ends in whatever frame it is.</summary>
    public static void EndPath(PathCursor path, ExplorationFindings findings, Counters counters)
    {
        LeaveFrame(path, findings, counters);
        for (int i = path.State.CurrentFrame; i >= 0; i--)
        {
            HandDown(path, findings, i);
        }
    }

    private static void HandDown(PathCursor path, ExplorationFindings findings, int frame)
    {
        VerifierState state = path.State;
        ref int count = ref state.InstructionsOnPath(frame);
        findings.Subprograms[state.ReadFrame(frame).Subprogram].TotalInstructions += count;
        if (frame > 0)
        {
            state.InstructionsOnPath(frame - 1) += count;
        }

        count = 0;
    }
}
