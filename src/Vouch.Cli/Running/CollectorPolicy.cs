using System;
using System.Threading;

namespace Vouch.Cli.Running;

/// <summary>When the garbage collector runs.</summary>
internal static class CollectorPolicy
{
    /// <summary>Bytes that are handed out before; verifying one program seldom takes as many.</summary>
    private const long Allowance = 128L << 20;

    /// <summary>
    /// The first of these, which programs of some ten thousand instructions take. What takes more gains less: in a virtual machine the host
    /// has to find huge pages first.
    /// </summary>
    private const long OnHugePages = 64L << 20;

    /// <summary>Bytes that are handed out between one collection and the next, if a program ends about then.</summary>
    private const long Interval = 64L << 20;

    private static long collectedAt;

    /// <summary>
    /// Another program is about to be verified. Collecting now takes a fraction of what it takes in the middle of a large program, when all
    /// its states are alive, and does not get into the durations of programs.
    /// </summary>
    public static void BeforeProgram()
    {
        long handedOut = GC.GetTotalAllocatedBytes();
        long last = Interlocked.Read(ref collectedAt);
        if (handedOut - last > Interval && Interlocked.CompareExchange(ref collectedAt, handedOut, last) == last)
        {
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
        }
    }

    /// <summary>
    /// Most runs are over before it would pay: what they keep they keep to the end. Not where memory is scarce; after the allowance the
    /// collector runs as always.
    /// </summary>
    public static void Postpone()
    {
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 16 * Allowance)
        {
            return;
        }

        try
        {
            if (GC.TryStartNoGCRegion(Allowance))
            {
                HugePages.PreferFor(OnHugePages);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            // More than this runtime can promise.
        }
    }
}
