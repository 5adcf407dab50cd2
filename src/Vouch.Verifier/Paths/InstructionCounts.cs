using System.Runtime.CompilerServices;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>How many instructions were processed: in all, in each subprogram, and in each subprogram with what it called.</summary>
internal static class InstructionCounts
{
    /// <summary>The current instruction is processed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Count(Session session)
    {
        FrameState frame = session.Frame;
        session.ProcessedInstructions++;
        frame.InstructionsOnPath++;
        session.Subprograms[frame.Subprogram].OwnInstructions++;
    }

    /// <summary>A frame returns: what was processed in it counts for its subprogram, and goes on counting for its caller.</summary>
    public static void Return(Session session, FrameState callee, FrameState? caller)
    {
        int count = callee.InstructionsOnPath;
        session.Subprograms[callee.Subprogram].TotalInstructions += count;
        if (caller is not null)
        {
            caller.InstructionsOnPath += count;
        }

        callee.InstructionsOnPath = 0;
    }

    /// <summary>The current path ends in whatever frame it is.</summary>
    public static void EndPath(Session session)
    {
        VerifierState state = session.State;
        for (int i = state.CurrentFrame; i >= 0; i--)
        {
            Return(session, state[i], i > 0 ? state[i - 1] : null);
        }
    }
}
