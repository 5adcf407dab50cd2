using System;
using System.Threading;

namespace Vouch.Verifier.State;

/// <summary>
/// The states of explorations that are over, for those to come. Memory that was never touched is what costs a short exploration most.
/// Safe to share between threads.
/// </summary>
internal static class StatePools
{
    private static readonly Lock Access = new();
    private static readonly StatePool?[] Spare = new StatePool?[Environment.ProcessorCount];

    /// <summary>A pool for one exploration at a time.</summary>
    public static StatePool Rent()
    {
        lock (Access)
        {
            foreach (ref StatePool? spare in Spare.AsSpan())
            {
                if (spare is { } pool)
                {
                    spare = null;
                    return pool;
                }
            }
        }

        return new StatePool();
    }

    /// <summary>Takes a pool back. Nobody may refer to any of its states any more.</summary>
    public static void Return(StatePool pool)
    {
        pool.Trim();
        lock (Access)
        {
            foreach (ref StatePool? spare in Spare.AsSpan())
            {
                if (spare is null)
                {
                    spare = pool;
                    return;
                }
            }
        }
    }
}
