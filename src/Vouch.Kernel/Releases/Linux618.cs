using Vouch.Kernel.Rules;

namespace Vouch.Kernel.Releases;

/// <summary>Linux 6.18, as Debian builds 6.18.15. What it does otherwise than 7.3.</summary>
internal static class Linux618
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-6.18", Version = new(6, 18, 15), Facts = ReleaseSet.Linux618,
        Rules = Linux73.Release.Rules with
        {
            Objects = ObjectModel.Legacy,
            Words = Linux618Words.OfObjects,
            Admission = new() { TracingUsesReentrantFields = false },
            Limits = new() { CallFrames = 8, KfuncParameters = 5 },
            Scalars = new() { BoundsDivisions = false, FollowsByteSwaps = false, ForksOnSignMasks = false, LinksOverAllSums = false },
            Pointers = new() { CountsKnownMovesApart = true },
            Calls = new() { GlobalFunctionsCountAnew = false },
            Log = new() { ExplainsRejections = false, CountsByFunction = false },
        },
    };
}
