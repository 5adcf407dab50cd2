namespace Vouch.Kernel.Releases;

/// <summary>Linux 6.1, as Debian builds 6.1.192.</summary>
internal static class Linux61
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-6.1", Version = new(6, 1, 192), Facts = ReleaseSet.Linux61,
    };
}
