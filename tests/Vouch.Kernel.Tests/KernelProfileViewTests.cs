using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Kernel.Tests.Types;
using Xunit;

namespace Vouch.Kernel.Tests;

/// <summary>What loaders of different users see of one kernel.</summary>
public class KernelProfileViewTests
{
    [Theory]
    [InlineData(Capabilities.All, 1)]
    [InlineData(Capabilities.Perfmon, 0)]
    public void Types_of_modules_are_for_users_who_may_load_types(Capabilities capabilities, int expected)
    {
        KernelProfile kernel = KernelProfile.Linux73;
        using TemporaryFile file = new("module.btf", new BtfBuilder("ignored", kernel.Types).Encode());
        KernelView view = kernel.OpenView([file.Path], capabilities);
        Assert.Equal(expected, view.Modules.Length);
    }
}
