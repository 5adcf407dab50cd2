using System.IO;
using Vouch.Kernel.Types;
using Xunit;

namespace Vouch.Kernel.Tests.Types;

public class KernelConfigurationTests
{
    [Theory]
    [InlineData("CONFIG_HZ", "250")]
    [InlineData("CONFIG_BPF_SYSCALL", "y")]
    [InlineData("CONFIG_DEFAULT_HOSTNAME", "\"(none)\"")]
    [InlineData("CONFIG_NO_SUCH_OPTION", null)]
    public void The_bundled_configuration_answers(string option, string? value) =>
        Assert.Equal(value, KernelConfiguration.Open("linux-7.3").Find(option));

    [Fact]
    public void What_is_not_set_is_not_there()
    {
        KernelConfiguration configuration = KernelConfiguration.Read(new StringReader("# CONFIG_B is not set\nCONFIG_A=\"a=b\" \n\nOTHER=y\n"));

        Assert.Equal("\"a=b\"", configuration.Find("CONFIG_A"));
        Assert.Null(configuration.Find("CONFIG_B"));
        Assert.Null(configuration.Find("OTHER"));
    }
}
