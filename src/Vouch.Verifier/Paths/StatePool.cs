using System;
using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>States and checkpoints that are not in use, with the frames and stacks they once held: a fork allocates nothing then.</summary>
internal sealed class StatePool(ObjectModel objects)
{
    private VerifierState[] states = new VerifierState[16];
    private Checkpoint[] checkpoints = new Checkpoint[16];
    private int stateCount;
    private int checkpointCount;

    /// <summary>A state with arbitrary contents.</summary>
    public VerifierState Rent() => stateCount > 0 ? states[--stateCount] : new VerifierState(objects);

    /// <summary>A checkpoint with arbitrary contents that was never hit or missed.</summary>
    public Checkpoint RentCheckpoint()
    {
        Checkpoint checkpoint = checkpointCount > 0 ? checkpoints[--checkpointCount] : new Checkpoint(objects);
        checkpoint.Hits = checkpoint.Misses = 0;
        checkpoint.IsEvicted = false;
        checkpoint.LastDifference = default;
        checkpoint.Older = null;
        checkpoint.Visit = null;
        return checkpoint;
    }

    /// <summary>Takes back a state that nobody refers to any more.</summary>
    public void Return(VerifierState state)
    {
        state.Parent = state.EqualState = null;
        if (state is Checkpoint checkpoint)
        {
            Add(ref checkpoints, ref checkpointCount, checkpoint);
        }
        else
        {
            Add(ref states, ref stateCount, state);
        }
    }

    private static void Add<T>(ref T[] items, ref int count, T item)
    {
        if (count == items.Length)
        {
            Array.Resize(ref items, count * 2);
        }

        items[count++] = item;
    }
}
