using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>Keeps count of the unfinished paths that start at each checkpoint.</summary>
internal static class BranchCounts
{
    /// <summary>The current path ends. Checkpoints whose last path it was are finished, and evicted ones among them are given up.</summary>
    public static void EndPath(Session session, StateCache cache)
    {
        session.Path.State.Branches--;
        Checkpoint? checkpoint = session.Path.State.Branches == 0 ? session.Path.State.Parent : null;
        while (checkpoint is not null)
        {
            checkpoint.Branches--;
            if (checkpoint.Branches < 0)
            {
                throw new VerifierBugException(session.Path.InstructionIndex, "a checkpoint has fewer than no paths");
            }

            if (checkpoint.Branches > 0)
            {
                return;
            }

            cache.Loops.Leave(checkpoint);
            Checkpoint? parent = checkpoint.Parent;
            cache.GiveUpIfUnused(checkpoint);
            checkpoint = parent;
        }
    }
}
