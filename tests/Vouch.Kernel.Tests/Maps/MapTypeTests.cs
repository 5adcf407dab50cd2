using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Maps;
using Vouch.Kernel.Programs;
using Xunit;

namespace Vouch.Kernel.Tests.Maps;

public class MapTypeTests
{
    private static readonly MapTypeTable Table = KernelProfile.Linux73.Maps;

    private static readonly ProgramTraits Classifier = new() { Type = ProgramType.SchedCls };

    [Fact]
    public void Every_map_type_has_a_row() =>
        Assert.Equal([MapType.Unspec], System.Enum.GetValues<MapType>().Where(type => Table.Find(type) is null));

    [Fact]
    public void Structs_of_maps_are_in_the_kernel_s_BTF() =>
        Assert.DoesNotContain(Table.All, row => row.KernelStruct is { } name && KernelProfile.Linux73.Types.Find(name, BtfKind.Struct) is null);

    [Fact]
    public void What_a_map_lists_takes_the_map()
    {
        foreach (MapTypeFacts row in Table.All.Where(row => !row.Helpers.IsDefault))
        {
            Assert.All(row.Helpers, helper => Assert.Equal(MapUse.Allowed, Table.Check(row.Type, helper, Classifier)));
        }
    }

    [Theory]
    [InlineData(MapType.Hash, HelperId.MapLookupElem, MapUse.Allowed)]
    [InlineData(MapType.Hash, HelperId.MapPopElem, MapUse.Refused)]
    [InlineData(MapType.Hash, HelperId.TailCall, MapUse.Refused)]
    [InlineData(MapType.ProgArray, HelperId.TailCall, MapUse.Allowed)]
    [InlineData(MapType.ProgArray, HelperId.MapLookupElem, MapUse.Refused)]
    [InlineData(MapType.PercpuHash, HelperId.MapLookupPercpuElem, MapUse.Allowed)]
    [InlineData(MapType.InsnArray, HelperId.MapLookupElem, MapUse.Refused)]
    [InlineData(MapType.Sockmap, HelperId.MapUpdateElem, MapUse.RefusedHere)]
    [InlineData(MapType.Sockmap, HelperId.RingbufOutput, MapUse.Refused)]
    public void Maps_and_helpers_choose_each_other(MapType map, HelperId helper, MapUse use) =>
        Assert.Equal(use, Table.Check(map, helper, Classifier));

    [Fact]
    public void Sockets_are_changed_where_none_is_locked()
    {
        ProgramTraits program = new() { Type = ProgramType.SkLookup };
        Assert.Equal(MapUse.Allowed, Table.Check(MapType.Sockmap, HelperId.MapUpdateElem, program));
        Assert.Equal(MapUse.Allowed, Table.Check(MapType.Sockhash, HelperId.MapDeleteElem, program with { Type = ProgramType.SockOps }));
        Assert.Equal(MapUse.RefusedHere, Table.Check(MapType.Sockhash, HelperId.MapUpdateElem, program with { Type = ProgramType.SockOps }));
    }

    [Fact]
    public void Values_may_have_the_fields_that_their_map_can_keep()
    {
        Assert.Equal(MapFields.Kptrs, Table.Find(MapType.PercpuArray)!.Fields);
        Assert.True(Table.Find(MapType.TaskStorage)!.Fields.HasFlag(MapFields.UserPointers));
        Assert.False(Table.Find(MapType.Rhash)!.Fields.HasFlag(MapFields.Graphs));
    }

    [Fact]
    public void Maps_with_direct_values_and_with_callbacks_are_as_in_the_release()
    {
        Assert.Equal([MapType.Array, MapType.PercpuArray, MapType.Arena, MapType.InsnArray],
            Table.All.Where(row => row.HasDirectValues).Select(row => row.Type).Order());
        Assert.Equal(7, Table.All.Count(row => row.CallsBackForEach));
        Assert.Equal(21, Table.All.Count(row => row.AllowsSleepablePrograms));
    }

    [Theory]
    [InlineData(MapType.Array, 4u, 8u, 1u, MapFlags.None, 0)]
    [InlineData(MapType.Array, 8u, 8u, 1u, MapFlags.None, 22)]
    [InlineData(MapType.Array, 4u, 8u, 0u, MapFlags.None, 22)]
    [InlineData(MapType.PercpuArray, 4u, 40000u, 1u, MapFlags.None, 7)]
    [InlineData(MapType.Hash, 4u, 8u, 1u, MapFlags.Mmapable, 22)]
    [InlineData(MapType.LruHash, 4u, 8u, 1u, MapFlags.NoPreallocation, 524)]
    [InlineData(MapType.Ringbuf, 0u, 0u, 4096u, MapFlags.None, 0)]
    [InlineData(MapType.Ringbuf, 0u, 0u, 4097u, MapFlags.None, 22)]
    [InlineData(MapType.Queue, 0u, 8u, 10u, MapFlags.None, 0)]
    [InlineData(MapType.LpmTrie, 8u, 8u, 10u, MapFlags.NoPreallocation, 0)]
    [InlineData(MapType.LpmTrie, 8u, 8u, 10u, MapFlags.None, 22)]
    [InlineData(MapType.Arena, 0u, 0u, 100u, MapFlags.Mmapable, 0)]
    [InlineData(MapType.Arena, 0u, 0u, 100u, MapFlags.None, 22)]
    [InlineData(MapType.Rhash, 4u, 8u, 10u, MapFlags.NoPreallocation, 0)]
    [InlineData(MapType.StackTrace, 4u, 8 * 127u, 10u, MapFlags.None, 0)]
    [InlineData(MapType.StackTrace, 4u, 8 * 128u, 10u, MapFlags.None, 22)]
    public void Sizes_and_flags_are_checked_at_creation(MapType type, uint key, uint value, uint entries, MapFlags flags, int error)
    {
        MapDefinition map = new() { Name = "m", Type = type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = (uint)flags };
        Assert.Equal(error, MapCreation.Check(map, Table.Find(type)!, Capabilities.All));
    }

    [Fact]
    public void Creating_asks_for_privileges()
    {
        MapDefinition map = new() { Name = "m", Type = MapType.LruHash, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        Assert.Equal(1, MapCreation.Check(map, Table.Find(MapType.LruHash)!, Capabilities.None));
    }
}
