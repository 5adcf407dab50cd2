using Vouch.Kernel.Types;
using Xunit;

namespace Vouch.Kernel.Tests.Types;

public sealed class KernelSymbolsTests
{
    private static readonly KernelSymbols Symbols = KernelSymbols.Open("linux-7.3");

    [Theory]
    [InlineData("bpf_link_fops")]
    [InlineData("schedule")]
    [InlineData("__start_BTF")]
    [InlineData("__per_cpu_offset")]
    public void Functions_data_and_bounds_of_sections_are_symbols(string name) => Assert.True(Symbols.Contains(name));

    [Theory]
    [InlineData("bpf_link_fops1")]
    [InlineData("")]
    [InlineData("__pfx_schedule")]
    public void Other_names_are_not(string name) => Assert.False(Symbols.Contains(name));

    [Theory]
    [InlineData("do_exit", true)]
    [InlineData("__traceiter_sched_switch", true)]
    [InlineData("alloc_shared_pages", false)]
    [InlineData("__scx_bpf_dsq_insert_vtime_impl", false)]
    public void Not_every_function_has_an_address(string function, bool hasAddress)
    {
        Assert.NotNull(KernelProfile.Linux73.Types.Find(function, Vouch.Bytecode.Btf.BtfKind.Function));
        Assert.Equal(hasAddress, Symbols.Places(function));
    }
}
