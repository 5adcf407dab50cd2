using System;
using System.Threading;

namespace Vouch.Cli.Running;

/// <summary>
/// Tells a verification that it has to end because memory is used up. Programs share one heap, so what one of them holds cannot be
/// measured: the limit is the heap's, and a program that was handed out a fair part of it gives up.
/// </summary>
internal sealed class MemoryWatch(long limit)
{
    /// <summary>A program that took less than this part of the limit is not what fills the heap.</summary>
    private const int FairPart = 8;

    private static readonly Lock Gate = new();

    /// <summary>What the last collection left.</summary>
    private static long left;

    private readonly long before = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Asked by the verifying thread, every thousand instructions or so.</summary>
    public bool IsExceeded() =>
        GC.GetTotalMemory(forceFullCollection: false) > limit
        && GC.GetAllocatedBytesForCurrentThread() - before > limit / FairPart
        && IsFull();

    /// <summary>Garbage does not count; but the heap is not searched for it again while little was added.</summary>
    private bool IsFull()
    {
        const int Share = 16;
        lock (Gate)
        {
            if (GC.GetTotalMemory(forceFullCollection: false) - left >= limit / Share)
            {
                GC.Collect();
                left = GC.GetTotalMemory(forceFullCollection: false);
            }

            return left > limit;
        }
    }
}
