using Vouch.Kernel.Rules;

namespace Vouch.Kernel.Releases;

/// <summary>Linux 6.1, as Debian builds 6.1.192. What it does otherwise than 6.12.</summary>
internal static class Linux61
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-6.1", Version = new(6, 1, 192), Facts = ReleaseSet.Linux61, IsLongTerm = true, DistributedAs = "debian-12",
        Rules = Linux612.Release.Rules with
        {
            Callbacks = CallbackModel.Once,
            Pruning = new() { JumpsWithoutCheckpoint = int.MaxValue, MissesPerHitAtLoopHeads = 3 },
            Scalars = Linux612.Release.Rules.Scalars with { ForksOnSignMasks = false },
        },
    };
}
