using System.Linq;
using Vouch.Kernel.Releases;
using Xunit;

namespace Vouch.Kernel.Tests.Releases;

public class KernelReleaseTests
{
    [Fact]
    public void Versions_are_ordered_by_number_and_not_by_text() =>
        Assert.True(new KernelVersion(6, 18, 15) > new KernelVersion(6, 2, 99) && new KernelVersion(7, 3, 4) < new KernelVersion(7, 3, 10));

    [Fact]
    public void A_version_reads_as_the_kernel_prints_it() => Assert.Equal("6.12.118", new KernelVersion(6, 12, 118).ToString());

    [Fact]
    public void Releases_are_listed_from_the_newest_to_the_oldest() =>
        Assert.Equal(KernelReleases.All.OrderByDescending(release => release.Version), KernelReleases.All);

    [Fact]
    public void Each_release_has_its_own_place_in_the_tables() =>
        Assert.Equal(
            ReleaseSet.All,
            KernelReleases.All.Aggregate(ReleaseSet.None, (seen, release) => (seen & release.Facts) == 0 ? seen | release.Facts : ReleaseSet.None));

    [Fact]
    public void A_release_is_found_by_its_name() =>
        Assert.Equal((new KernelVersion(5, 10, 262), null), (KernelReleases.Find("linux-5.10")?.Version, KernelReleases.Find("linux-5.1")?.Version));
}
