using System.Collections.Immutable;

namespace Vouch.Kernel.Releases;

/// <summary>The releases that Vouch knows.</summary>
public static class KernelReleases
{
    /// <summary>All of them, the newest first.</summary>
    public static ImmutableArray<KernelRelease> All { get; } =
        [Linux73.Release, Linux618.Release, Linux612.Release, Linux61.Release, Linux510.Release];

    /// <summary>Those whose data and tables are there, the newest first.</summary>
    public static ImmutableArray<KernelRelease> Bundled { get; } = [Linux73.Release, Linux618.Release];

    /// <summary>The release of a name such as <c>linux-7.3</c>; null when none has it.</summary>
    public static KernelRelease? Find(string name)
    {
        foreach (KernelRelease release in All)
        {
            if (release.Name == name)
            {
                return release;
            }
        }

        return null;
    }
}
