using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Maps;
using Xunit;

namespace Vouch.Kernel.Tests.Maps;

/// <summary>Types of keys and values that maps are created with.</summary>
public class MapTypesCheckTests
{
    [Theory]
    [InlineData(MapType.Array, "int", true)]
    [InlineData(MapType.Array, "box", false)]
    [InlineData(MapType.Array, "", false)]
    [InlineData(MapType.Array, "long", false)]
    [InlineData(MapType.Hash, "box", true)]
    [InlineData(MapType.Hash, "", false)]
    [InlineData(MapType.LpmTrie, "box", true)]
    [InlineData(MapType.LpmTrie, "int", false)]
    [InlineData(MapType.TaskStorage, "int", true)]
    [InlineData(MapType.TaskStorage, "box", false)]
    [InlineData(MapType.BloomFilter, "int", false)]
    [InlineData(MapType.BloomFilter, "", true)]
    [InlineData(MapType.Ringbuf, "", false)]
    [InlineData(MapType.StackTrace, "int", false)]
    public void Each_type_of_map_has_its_keys(MapType type, string key, bool expected)
    {
        BtfBuilder types = new();
        BtfTypeId number = types.AddInteger("int", 4);
        BtfTypeId wide = types.AddInteger("long", 8);
        BtfTypeId box = types.AddStruct("box", 4, new BtfMember(types.AddString("x"), number, 0, 0));
        MapDefinition map = new()
        {
            Name = "m",
            Type = type,
            KeySize = key.Length == 0 ? 0u : 4,
            ValueSize = 8,
            MaxEntries = 1,
            Types = types.Build(),
            KeyType = key switch
            {
                "int" => number,
                "long" => wide,
                "box" => box,
                _ => BtfTypeId.Void,
            },
            ValueType = wide,
        };
        Assert.Equal(expected, KernelProfile.Linux73.Maps.TakesTypesOf(map));
    }
}
