using Vouch.Bytecode.ObjectFiles;
using Xunit;

namespace Vouch.Bytecode.Tests.ObjectFiles;

public sealed class MapNamesTests
{
    [Theory]
    [InlineData("my_object_name.bpf.o", ".rodata", "my_objec.rodata")]
    [InlineData("my_object_name.bpf.o", ".bss", "my_objec.bss")]
    [InlineData("my_object_name.bpf.o", ".kconfig", "my_obje.kconfig")]
    [InlineData("my_object_name.bpf.o", ".data.custom", ".data.custom")]
    [InlineData("my_object_name.bpf.o", ".rodata.abracadabra", ".rodata.abracad")]
    [InlineData("a.o", ".data", "a.data")]
    [InlineData("dir/xdp-tool.o", ".bss", "xdp_tool.bss")]
    public void A_data_map_is_named_after_object_and_section(string file, string section, string expected) =>
        Assert.Equal(expected, MapNames.OfDataSection(MapNames.ObjectStem(file), section));
}
