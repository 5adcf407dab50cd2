using System;

namespace Vouch.Verifier.State;

/// <summary>
/// The checkpoints of one exploration, newest first, in as many buckets as the program has instructions. Instructions that share
/// a bucket are walked over together, which shows in the counters; so the assignment follows the kernel's.
/// </summary>
internal sealed class CheckpointTable
{
    private Checkpoint?[] buckets = [];

    /// <summary>Empties the table for a program of so many instructions.</summary>
    public void Start(int instructionCount)
    {
        if (buckets.Length != instructionCount)
        {
            buckets = new Checkpoint?[instructionCount];
        }
        else
        {
            Array.Clear(buckets);
        }
    }

    /// <summary>Gives all checkpoints to a pool. Nobody may refer to them any more.</summary>
    public void Release(StatePool pool)
    {
        foreach (ref Checkpoint? bucket in buckets.AsSpan())
        {
            while (bucket is { } checkpoint)
            {
                bucket = checkpoint.Older;
                checkpoint.Older = null;
                checkpoint.Visit = null;
                pool.Return(checkpoint);
            }
        }
    }

    /// <summary>The list for an instruction in a frame entered from a call site; others' checkpoints may be in it as well.</summary>
    public ref Checkpoint? Bucket(int instruction, int callSite) =>
        ref buckets[(int)(unchecked((uint)(instruction ^ callSite)) % (uint)buckets.Length)];
}
