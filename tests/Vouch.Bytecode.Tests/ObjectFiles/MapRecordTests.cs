using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.ObjectFiles;

/// <summary>Maps that stand as plain records in sections of their own.</summary>
public sealed class MapRecordTests
{
    private static LoadRequest Request { get; } = Fixture.Request("records.o", "on_work", SmallKernel.View);

    [Fact]
    public void The_section_gives_the_name_and_the_record_the_sizes()
    {
        MapDefinition map = Request.Map("with-flags");
        Assert.Equal((MapType.Hash, 4u, 8u, 1u), (map.Type, map.KeySize, map.ValueSize, map.Flags));
        Assert.True(map.ValueType.IsVoid);
    }

    [Fact]
    public void Flags_may_be_left_out()
    {
        MapDefinition map = Request.Map("shortest");
        Assert.Equal((MapType.Array, 4u, 16u, 2u, 0u), (map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags));
    }

    [Fact]
    public void Code_refers_to_them_by_number() =>
        Assert.Equal(
            ["with-flags", "shortest"],
            Request.Instructions.Where(i => i is { Opcode: 0x18, Source: (byte)PseudoLoad.MapFd }).Select(i => Request.Maps[i.Immediate].Name));
}
