using System;
using Vouch.Kernel.Releases;
using Xunit;

namespace Vouch.Kernel.Tests.Releases;

public class KernelSelectionTests
{
    [Theory]
    [InlineData("linux-6.18", "linux-6.18")]
    [InlineData("6.18", "linux-6.18")]
    [InlineData("latest", "linux-7.3")]
    [InlineData("7.3,6.18", "linux-7.3 linux-6.18")]
    [InlineData("6.18..7.3", "linux-6.18 linux-7.3")]
    [InlineData("7.3, 6.18..7.3, latest", "linux-7.3 linux-6.18")]
    [InlineData("all", "linux-6.18 linux-7.3")]
    [InlineData("lts", "linux-6.18")]
    public void Kernels_are_named_one_by_one_as_sets_and_as_ranges(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', KernelSelection.Parse(text)));

    [Theory]
    [InlineData("", "no kernel profile ''")]
    [InlineData("6.1", "no kernel profile '6.1'")]
    [InlineData("7.3,", "no kernel profile ''")]
    [InlineData("6.18..", "no kernel profile ''")]
    [InlineData("7.3..6.18", "begins with the newer kernel")]
    [InlineData("LATEST", "no kernel profile 'LATEST'")]
    public void What_names_no_kernel_is_said(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => KernelSelection.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void One_kernel_is_not_several()
    {
        Assert.Equal("linux-7.3", KernelSelection.One("7.3..7.3"));
        Assert.Contains("names several kernels", Assert.Throws<ArgumentException>(() => KernelSelection.One("all")).Message, StringComparison.Ordinal);
    }
}
