using System;

namespace Vouch.Verifier.State;

/// <summary>States, checkpoints and frames that are not in use: a fork allocates nothing then.</summary>
internal sealed class StatePool
{
    // What a pool keeps between explorations: a few megabytes.
    private const int MaxSpareCheckpoints = 2048;
    private const int MaxSpareStates = 256;

    // What covers most programs.
    private const int PreparedCheckpoints = 512;
    private const int PreparedStates = 256;
    private const int PreparedFrames = 1024;
    private const int PreparedHistory = 64;
    private const int PreparedSlots = 64;

    private VerifierState[] states = new VerifierState[16];
    private Checkpoint[] checkpoints = new Checkpoint[16];
    private int stateCount;
    private int checkpointCount;

    private FramePool Frames { get; } = new();

    /// <summary>A state with arbitrary contents.</summary>
    public VerifierState Rent() => stateCount > 0 ? states[--stateCount] : new VerifierState(Frames);

    /// <summary>A checkpoint with arbitrary contents that was never hit or missed.</summary>
    public Checkpoint RentCheckpoint()
    {
        Checkpoint checkpoint = checkpointCount > 0 ? checkpoints[--checkpointCount] : new Checkpoint(Frames);
        checkpoint.Hits = checkpoint.Misses = 0;
        checkpoint.IsEvicted = false;
        checkpoint.IsCleaned = false;
        checkpoint.LastDifference = default;
        checkpoint.Older = null;
        checkpoint.Visit = null;
        return checkpoint;
    }

    /// <summary>Takes back a state that nobody refers to any more.</summary>
    public void Return(VerifierState state)
    {
        state.Parent = state.EqualState = null;
        state.ReleaseFrames();
        if (state is Checkpoint checkpoint)
        {
            Add(ref checkpoints, ref checkpointCount, checkpoint);
        }
        else
        {
            Add(ref states, ref stateCount, state);
        }
    }

    /// <summary>Gives up what is more than a later exploration is likely to need.</summary>
    public void Trim()
    {
        Frames.Trim();
        Trim(ref checkpoints, ref checkpointCount, MaxSpareCheckpoints);
        Trim(ref states, ref stateCount, MaxSpareStates);
    }

    /// <summary>Has states ready for an exploration that has not begun.</summary>
    public void Prepare()
    {
        Frames.Prepare(PreparedFrames, PreparedSlots);
        while (checkpointCount < PreparedCheckpoints)
        {
            Return(Prepared(new Checkpoint(Frames)));
        }

        while (stateCount < PreparedStates)
        {
            Return(Prepared(new VerifierState(Frames)));
        }

        // As with frames.
        Array.Reverse(checkpoints, 0, checkpointCount);
        Array.Reverse(states, 0, stateCount);
    }

    private static VerifierState Prepared(VerifierState state)
    {
        state.History = new JumpHistoryEntry[PreparedHistory];
        return state;
    }

    private static void Trim<T>(ref T[] items, ref int count, int limit)
    {
        if (items.Length > limit)
        {
            Array.Resize(ref items, limit);
            count = Math.Min(count, limit);
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
