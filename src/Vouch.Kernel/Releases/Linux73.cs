namespace Vouch.Kernel.Releases;

/// <summary>Linux 7.3, as Debian builds 7.3.4.</summary>
internal static class Linux73
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-7.3", Version = new(7, 3, 4), Facts = ReleaseSet.Linux73, Fidelity = Fidelity.Exact,
    };
}
