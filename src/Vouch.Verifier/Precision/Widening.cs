using System.Numerics;
using Vouch.Kernel.Rules;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>
/// Helps loops without a counted end to converge: at iterators' next, may_goto and the return of callbacks, scalars that changed
/// since the last round, and that nobody asked the exact value of, are forgotten.
/// </summary>
internal static class Widening
{
    /// <summary>The loop's nearest earlier round: an unfinished checkpoint at an instruction, entered through the same calls.</summary>
    /// <param name="path">Where exploration is.</param>
    /// <param name="checkpoints">The checkpoints.</param>
    /// <param name="from">The state whose earlier round is looked for: the checkpoint of this round. Null has none.</param>
    /// <param name="instruction">Where the loop's checkpoints stand.</param>
    public static Checkpoint? FindPreviousEntry(PathCursor path, CheckpointTable checkpoints, VerifierState? from, int instruction)
    {
        if (from is null)
        {
            return null;
        }

        Checkpoint? candidate = checkpoints.Bucket(instruction, path.Frame.CallSite);
        while (candidate is not null)
        {
            if (candidate.InstructionIndex == instruction && candidate.Branches > 0 && candidate.Depth < from.Depth
                && candidate.HasSameCallSites(from))
            {
                return candidate;
            }

            candidate = candidate.Older;
        }

        return null;
    }

    /// <summary>Forgets what differs from the previous round, in the queued state.</summary>
    /// <param name="rules">What releases do otherwise.</param>
    /// <param name="permissions">What the loader may do.</param>
    /// <param name="lastId">No id in use is larger.</param>
    /// <param name="previous">The previous round's state.</param>
    /// <param name="queued">This round's.</param>
    public static void WidenImprecise(
        KernelRules rules, Permissions permissions, uint lastId, VerifierState previous, VerifierState queued)
    {
        IdentityMap? links = rules.Precision.WidensWhereLinksDiffer ? new IdentityMap(rules.Pruning) : null;
        links?.Clear(lastId);
        for (int number = previous.CurrentFrame; number >= 0; number--)
        {
            FrameState before = previous.ReadFrame(number);
            FrameState after = queued.ReadFrame(number);
            if (before == after && links is null)
            {
                continue;
            }

            for (int i = 0; i < FrameState.RegisterCount; i++)
            {
                if (MayWiden(links, in before.Registers[i], in after.Registers[i]))
                {
                    queued.WriteFrame(number).Registers[i].MarkUnknown(permissions.IsBpfCapable);
                }
            }

            for (ulong rest = before.Stack.Holders & after.Stack.Holders; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                if (before.Stack[i].IsSpill && after.Stack[i].IsSpill && MayWiden(links, in before.Stack[i].Spilled, in after.Stack[i].Spilled))
                {
                    queued.WriteFrame(number).Stack[i].Spilled.MarkUnknown(permissions.IsBpfCapable);
                }
            }
        }
    }

    /// <param name="links">What ids stand for each other, where they count.</param>
    /// <param name="before">A number of the previous round.</param>
    /// <param name="after">The same of this one.</param>
    private static bool MayWiden(IdentityMap? links, in RegisterState before, in RegisterState after) =>
        before.Type.IsScalar && after.Type.IsScalar && !before.IsPrecise && !after.IsPrecise
        && !(RegisterState.ExactlyEqual(in before, in after) && links?.Matches(before.Id, after.Id) != false);
}
