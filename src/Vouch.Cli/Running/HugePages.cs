using System;
using System.Runtime.InteropServices;

namespace Vouch.Cli.Running;

/// <summary>
/// Asks Linux to back memory by huge pages. A short run touches most of its memory once, and the kernel hands it out page by page: with
/// pages of 2 MB that happens a few times instead of thousands.
/// </summary>
internal static partial class HugePages
{
    private const long PageSize = 2L << 20;

    /// <summary>The advice MADV_HUGEPAGE of madvise(2).</summary>
    private const int Advice = 14;

    /// <summary>For the part of the heap that is handed out next. Only advice: where it cannot be followed nothing changes.</summary>
    /// <param name="bytes">How much of it.</param>
    public static void PreferFor(long bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        GCHandle newest = GCHandle.Alloc(new byte[1], GCHandleType.Pinned);
        nint start = newest.AddrOfPinnedObject() & ~(nint)(PageSize - 1);
        newest.Free();
        try
        {
            _ = Advise(start, (nuint)bytes, Advice);
        }
        catch (Exception cause) when (cause is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library: then without.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
