namespace Vouch.Kernel.Releases;

/// <summary>Linux 6.12, as Debian builds 6.12.118.</summary>
internal static class Linux612
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-6.12", Version = new(6, 12, 118), Facts = ReleaseSet.Linux612,
    };
}
