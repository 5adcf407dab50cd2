using System.IO;
using Vouch.Kernel.Types;
using Xunit;

namespace Vouch.Kernel.Tests.Types;

public class KernelConfigurationTests
{
    [Fact]
    public void The_bundled_configuration_answers()
    {
        KernelConfiguration configuration = KernelConfiguration.Open("linux-7.3");

        Assert.Equal(new ConfigurationValue(ConfigurationKind.Number, 250, ""), configuration.Find("CONFIG_HZ"));
        Assert.Equal(new ConfigurationValue(ConfigurationKind.Tristate, 1, ""), configuration.Find("CONFIG_BPF_SYSCALL"));
        Assert.Equal(ConfigurationKind.Text, configuration.Find("CONFIG_CC_VERSION_TEXT")?.Kind);
        Assert.Null(configuration.Find("CONFIG_NO_SUCH_OPTION"));
    }

    [Theory]
    [InlineData("y", ConfigurationKind.Tristate, 1ul, "")]
    [InlineData("m", ConfigurationKind.Tristate, 2ul, "")]
    [InlineData("n", ConfigurationKind.Tristate, 0ul, "")]
    [InlineData("0xffffffff80000000", ConfigurationKind.Number, 0xffffffff80000000ul, "")]
    [InlineData("-2", ConfigurationKind.Number, 0xfffffffffffffffeul, "")]
    [InlineData("17", ConfigurationKind.Number, 17ul, "")]
    [InlineData("\"a=b\"", ConfigurationKind.Text, 0ul, "a=b")]
    public void Values_come_in_three_kinds(string text, ConfigurationKind kind, ulong number, string content)
    {
        KernelConfiguration configuration = KernelConfiguration.Read(new StringReader($"# CONFIG_B is not set\nCONFIG_A={text}\n"));

        Assert.Equal(new ConfigurationValue(kind, number, content), configuration.Find("CONFIG_A"));
        Assert.Null(configuration.Find("CONFIG_B"));
    }

    [Theory]
    [InlineData("\"open")]
    [InlineData("yes")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void What_is_none_of_them_counts_as_not_set(string text) =>
        Assert.Null(KernelConfiguration.Read(new StringReader($"CONFIG_A={text}\n")).Find("CONFIG_A"));
}
