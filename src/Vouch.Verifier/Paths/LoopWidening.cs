using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>
/// Helps loops without a counted end to converge: at iterators' next, may_goto and the return of callbacks, scalars that changed
/// since the last round, and that nobody asked the exact value of, are forgotten.
/// </summary>
internal static class LoopWidening
{
    /// <summary>The nearest older round of the loop: an unfinished checkpoint at an instruction, entered through the same calls.</summary>
    /// <param name="session">The session.</param>
    /// <param name="state">The state whose older round is looked for.</param>
    /// <param name="instruction">Where the loop's checkpoint stands.</param>
    public static Checkpoint? FindPreviousRound(Session session, VerifierState state, int instruction)
    {
        Checkpoint? candidate = session.Workspace.Checkpoints.Bucket(instruction, session.Frame.CallSite);
        while (candidate is not null)
        {
            if (candidate.InstructionIndex == instruction && candidate.Branches > 0 && candidate.Depth < state.Depth
                && candidate.HasSameCallSites(state))
            {
                return candidate;
            }

            candidate = candidate.Older;
        }

        return null;
    }

    /// <summary>Forgets what differs between two rounds, in the newer one.</summary>
    public static void Widen(Session session, VerifierState older, VerifierState newer)
    {
        for (int number = older.CurrentFrame; number >= 0; number--)
        {
            FrameState before = older[number];
            FrameState after = newer[number];
            for (int i = 0; i < FrameState.RegisterCount; i++)
            {
                Widen(in before.Registers[i], ref after.Registers[i], session.IsBpfCapable);
            }

            int slots = Math.Min(before.StackSlotCount, after.StackSlotCount);
            for (int i = 0; i < slots; i++)
            {
                if (before.Stack[i].IsSpill && after.Stack[i].IsSpill)
                {
                    Widen(in before.Stack[i].Spilled, ref after.Stack[i].Spilled, session.IsBpfCapable);
                }
            }
        }
    }

    private static void Widen(in RegisterState before, ref RegisterState after, bool isBpfCapable)
    {
        if (before.Type.IsScalar && after.Type.IsScalar && !before.IsPrecise && !after.IsPrecise
            && !RegisterState.ExactlyEqual(in before, in after))
        {
            after.MarkUnknown(isBpfCapable);
        }
    }
}
