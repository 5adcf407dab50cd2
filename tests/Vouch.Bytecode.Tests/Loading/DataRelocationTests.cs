using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Tests.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.Loading;

public sealed class DataRelocationTests
{
    [Fact]
    public void Map_references_carry_the_map_s_number()
    {
        LoadRequest request = Fixture.Request("maps.o", "by_size", SmallKernel.View);

        string[] maps = [.. Immediates(request, PseudoLoad.MapFd).Select(load => request.Maps[load.First.Immediate].Name)];
        Assert.Equal(["a_map_with_a_lo", "outer"], maps.Order());
    }

    [Fact]
    public void References_to_data_carry_the_place_within_the_section()
    {
        LoadRequest request = Fixture.Request("maps.o", "by_size", SmallKernel.View);

        foreach ((Instruction first, Instruction second) in Immediates(request, PseudoLoad.MapValue))
        {
            MapDefinition map = request.Maps[first.Immediate];
            Assert.True(map.IsGlobalData);
            Assert.InRange(second.Immediate, 0, (int)map.ValueSize - 4);
        }
    }

    [Fact]
    public void Kconfig_values_are_answered_by_the_kernel()
    {
        LoadRequest request = Fixture.Request("maps.o", "by_configuration", SmallKernel.View);
        MapDefinition map = request.Map("maps.kconfig");

        ReadOnlySpan<byte> content = map.InitialValue.AsSpan();
        Assert.True(map.IsFrozen);
        Assert.Equal(0x10u, BinaryPrimitives.ReadUInt32LittleEndian(content));
        Assert.Equal(0x070304u, BinaryPrimitives.ReadUInt32LittleEndian(content[4..]));
        Assert.Equal([0, 1], content.Slice(8, 2).ToArray());
        Assert.Equal("too lon\0"u8.ToArray(), content.Slice(10, 8).ToArray());
    }

    [Fact]
    public void A_kconfig_value_that_is_not_weak_must_be_set()
    {
        KernelView bare = SmallKernel.View with { Configuration = _ => null };

        PreparationFailure failure = Fixture.Failure("maps.o", "by_size", bare);
        Assert.Equal(PreparationStage.Extern, failure.Stage);
        Assert.Contains("CONFIG_", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_s_initial_value_takes_the_place_of_the_file_s()
    {
        ImmutableArray<byte> value = [.. new byte[4].Append((byte)1)];
        PrepareOptions options = new() { InitialValues = ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("maps.data", value) };

        PreparedProgram prepared = Fixture.Read("maps.o").Prepare(SmallKernel.View, options)[0];
        Assert.Equal(value.AsSpan(), prepared.Request!.Map("maps.data").InitialValue.AsSpan());
    }

    [Fact]
    public void Big_maps_are_made_small_where_no_rule_looks_at_their_size()
    {
        LoadRequest request = Fixture.Request("maps.o", "by_size", SmallKernel.View);

        Assert.Equal(1u, request.Map("a_map_with_a_lo").MaxEntries);
        Assert.Equal(4096u, request.Map("ring").MaxEntries);
        Assert.Equal(2u, request.Map("outer").MaxEntries);
    }

    [Fact]
    public void A_map_that_the_kernel_does_not_create_keeps_every_program_from_being_loaded()
    {
        const int Invalid = 22;
        KernelView strict = SmallKernel.View with { MapCreationError = map => map.Type == MapType.PerfEventArray ? Invalid : 0 };

        Assert.All(Fixture.Read("maps.o").Prepare(strict), p => Assert.Equal(PreparationStage.Map, p.Failure?.Stage));
    }

    [Fact]
    public void Arena_variables_lie_on_the_arena_s_last_pages()
    {
        LoadRequest request = Fixture.Request("arena.o", "touch", SmallKernel.View);

        int[] places = [.. Immediates(request, PseudoLoad.MapValue).Select(load => load.Second.Immediate)];
        Assert.Equal(MapType.Arena, request.Maps[0].Type);
        Assert.All(places, place => Assert.InRange(place, 9 * 4096, (9 * 4096) + 8));
        Assert.NotEmpty(places);
    }

    private static ImmutableArray<(Instruction First, Instruction Second)> Immediates(LoadRequest request, PseudoLoad kind) =>
    [
        .. Enumerable.Range(0, request.Instructions.Length - 1)
            .Where(i => request.Instructions[i].IsWideImmediate && request.Instructions[i].Source == (byte)kind)
            .Select(i => (request.Instructions[i], request.Instructions[i + 1])),
    ];
}
