using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.ObjectFiles;

public sealed class ObjectFileTests
{
    [Fact]
    public void Programs_come_in_file_order_and_optional_ones_say_so()
    {
        ObjectFile file = Fixture.Read("linking.o");

        Assert.Equal(["alone", "calls_middle_first", "throws", "calls_quiet_first", "takes_address"], file.Programs.Select(p => p.Name));
        ObjectProgram optional = Assert.Single(file.Programs, p => !p.IsLoadedByDefault);
        Assert.Equal(("calls_quiet_first", "xdp", ProgramType.Xdp), (optional.Name, optional.SectionName, optional.ProgramType));
        Assert.Equal("GPL", file.License);
    }

    [Fact]
    public void Maps_come_in_the_loader_s_order_of_creation()
    {
        ObjectFile file = Fixture.Read("maps.o");

        string[] names = [.. file.Maps.Select(m => m.Name)];
        Assert.Equal(["a_map_with_a_long_name", "events", "inner_one", "jumps", "outer", "ring"], names[..6].Order());
        Assert.Equal([".bss.quiet", ".data.special", "maps.bss", "maps.data", "maps.rodata"], names[6..11].Order());
        Assert.Equal(["maps.kconfig"], names[11..]);
        Assert.Equal("Dual BSD/GPL", file.License);
    }

    [Fact]
    public void A_map_definition_gives_sizes_types_and_flags()
    {
        ObjectFile file = Fixture.Read("maps.o");
        MapDefinition map = file.Maps.Single(m => m.Name == "a_map_with_a_long_name");

        Assert.Equal((MapType.Hash, 8u, 16u, 100u, 1u), (map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags));
        Assert.Equal("value", file.Types!.NameOf(map.ValueType));
        Assert.Equal("u64", file.Types.NameOf(map.KeyType));
    }

    [Fact]
    public void A_map_of_maps_has_the_prototype_of_its_inner_maps()
    {
        MapDefinition outer = Fixture.Read("maps.o").Maps.Single(m => m.Name == "outer");

        Assert.Equal(4u, outer.ValueSize);
        Assert.NotNull(outer.Inner);
        Assert.Equal(("outer.inner", MapType.Array, 8u), (outer.Inner.Name, outer.Inner.Type, outer.Inner.ValueSize));
    }

    [Fact]
    public void A_ring_buffer_is_rounded_up_to_a_power_of_two_of_pages() =>
        Assert.Equal(8192u, Fixture.Read("maps.o").Maps.Single(m => m.Name == "ring").MaxEntries);

    [Fact]
    public void Read_only_data_is_frozen_and_keeps_its_bytes()
    {
        MapDefinition data = Fixture.Read("maps.o").Maps.Single(m => m.Name == "maps.rodata");

        Assert.True(data.IsFrozen);
        Assert.Equal(MapFlags.ReadOnlyForPrograms | MapFlags.Mmapable, (MapFlags)data.Flags);
        Assert.Equal([7, 0, 0, 0], data.InitialValue.AsSpan(0, 4).ToArray());
    }

    [Fact]
    public void Only_data_with_visible_variables_can_be_mapped_into_memory()
    {
        ObjectFile file = Fixture.Read("maps.o");

        Assert.Equal(MapFlags.Mmapable, (MapFlags)file.Maps.Single(m => m.Name == "maps.bss").Flags);
        Assert.Equal(MapFlags.None, (MapFlags)file.Maps.Single(m => m.Name == ".bss.quiet").Flags);
    }

    [Fact]
    public void Hidden_functions_become_static_in_the_object_s_types()
    {
        RawBtf types = Fixture.Read("linking.o").Types!;

        Assert.Equal(BtfLinkage.Static, types.Type(types.Find("quiet", BtfKind.Function)!.Value).FunctionLinkage);
        Assert.Equal(BtfLinkage.Global, types.Type(types.Find("middle", BtfKind.Function)!.Value).FunctionLinkage);
    }

    [Fact]
    public void Data_sections_get_sizes_and_places_from_the_file()
    {
        RawBtf types = Fixture.Read("maps.o").Types!;
        BtfType section = types.Type(types.Find(".bss", BtfKind.DataSection)!.Value);

        Assert.True(section.Size > 0);
        uint[] offsets = [.. Enumerable.Range(0, section.Count).Select(i => types.SectionVariable(section, i).Offset)];
        Assert.Equal(offsets.Order(), offsets);
    }

    [Fact]
    public void Declared_kernel_symbols_become_definitions_that_the_kernel_takes()
    {
        RawBtf types = Fixture.Read("kernel.o").Types!;
        BtfType section = types.Type(types.Find(".ksyms", BtfKind.DataSection)!.Value);

        Assert.Equal(section.Count * 4, section.Size);
        Assert.Equal(BtfLinkage.Global, types.Type(types.Find("use_thing", BtfKind.Function)!.Value).FunctionLinkage);
        Assert.NotNull(types.Find("dummy_ksym", BtfKind.Variable));
        Assert.Null(Vouch.Bytecode.Btf.Validation.BtfValidator.Check(types));
    }
}
