namespace Vouch.Kernel.Releases;

/// <summary>Linux 5.10, as Debian builds 5.10.262: so far as rules are told apart, those of 6.1.</summary>
internal static class Linux510
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-5.10", Version = new(5, 10, 262), Facts = ReleaseSet.Linux510, IsLongTerm = true, DistributedAs = "debian-11",
        Rules = Linux61.Release.Rules,
    };
}
