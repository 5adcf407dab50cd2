namespace Vouch.Kernel.Releases;

/// <summary>Linux 6.18, as Debian builds 6.18.15.</summary>
internal static class Linux618
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-6.18", Version = new(6, 18, 15), Facts = ReleaseSet.Linux618,
    };
}
