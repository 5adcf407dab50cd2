namespace Vouch.Kernel.Releases;

/// <summary>Linux 6.12, as Debian builds 6.12.118. What it does otherwise than 6.18.</summary>
internal static class Linux612
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-6.12", Version = new(6, 12, 118), Facts = ReleaseSet.Linux612, IsLongTerm = true, DistributedAs = "debian-13",
        Rules = Linux618.Release.Rules with
        {
            Pruning = Linux618.Release.Rules.Pruning with { PairsLinksOneByOne = false },
            Links = Linux618.Release.Rules.Links with { KeepsStaleDistances = false },
            Scalars = Linux618.Release.Rules.Scalars with
            {
                ForksOnSignMasks = true, SplitsLowHalves = true, LearnsFromSignedHalves = true, ShiftsNegativeHalves = true,
                KeepsWrappedSums = false, BoundsAnyProduct = false, BoundsNegations = false, JoinsSummandsOfProducts = false,
                CallsContradictionsBugs = false,
            },
        },
    };
}
