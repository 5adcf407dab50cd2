using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>Turns an object's maps into what the kernel would be asked to create.</summary>
internal sealed class MapPreparer(BtfSpec? types, KernelView kernel, PrepareOptions options)
{
    /// <summary>A map that is no struct_ops map. The loader's sizes and the tool's, which keep big maps from using memory, are applied.</summary>
    public MapDefinition Prepare(ObjectMap map, ImmutableArray<byte> kconfigContent)
    {
        MapDefinition definition = Prototype(map, types) with { MaxEntries = EntriesFor(map) };
        if (map.Origin == MapOrigin.Kconfig)
        {
            definition = definition with { InitialValue = kconfigContent };
        }

        if (map.Inner is { } inner)
        {
            MapDefinition prototype = Prototype(inner, types);
            bool isUnsized = prototype is { Type: MapType.PerfEventArray, MaxEntries: 0 };
            definition = definition with { Inner = isUnsized ? prototype with { MaxEntries = (uint)kernel.CpuCount } : prototype };
        }

        return options.InitialValues is { } values && values.TryGetValue(map.Name, out ImmutableArray<byte> value) && map.IsGlobalData
            ? definition with { InitialValue = value }
            : definition;
    }

    /// <summary>A struct_ops map in the kernel's shape; an optional one stays as it is and is not created.</summary>
    public MapDefinition Prepare(ObjectMap map, BoundStructOps? bound)
    {
        MapDefinition definition = Prototype(map, types) with { ValueType = BtfTypeId.Void };
        return bound is null ? definition : definition with
        {
            ValueSize = (uint)bound.Content.Length,
            KernelTypes = bound.Types,
            KernelValueType = bound.ValueType,
            InitialValue = bound.Content,
            Flags = definition.Flags | (bound.Types.Base is null ? 0 : (uint)MapFlags.ValueTypeBtfFd),
        };
    }

    private static MapDefinition Prototype(ObjectMap map, BtfSpec? types)
    {
        MapDefinition definition = map.Definition(types);
        return WithoutTypes(definition with { Name = definition.Name.Length > MapNames.Longest ? definition.Name[..MapNames.Longest] : definition.Name });
    }

    /// <summary>Types of keys and values are not passed on for maps whose values the kernel makes itself.</summary>
    private static MapDefinition WithoutTypes(MapDefinition map) => map.Type switch
    {
        MapType.PerfEventArray or MapType.CgroupArray or MapType.StackTrace or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.Devmap
            or MapType.DevmapHash or MapType.Cpumap or MapType.Xskmap or MapType.Sockmap or MapType.Sockhash or MapType.Queue or MapType.Stack
            or MapType.Arena => map with { Types = null, KeyType = BtfTypeId.Void, ValueType = BtfTypeId.Void },
        _ => map,
    };

    /// <summary>Source: veristat of Linux 7.3. No rule of the verifier looks at the sizes that are changed.</summary>
    private static uint EntriesFor(ObjectMap map) => map.Type switch
    {
        MapType.Hash or MapType.PercpuHash or MapType.LruHash or MapType.LruPercpuHash or MapType.Sockhash or MapType.DevmapHash
            or MapType.Queue or MapType.Stack or MapType.BloomFilter or MapType.StackTrace => 1,
        MapType.Ringbuf or MapType.UserRingbuf => MapTable.PageSize,
        MapType.SkStorage or MapType.TaskStorage or MapType.InodeStorage or MapType.CgroupStorageDeprecated or MapType.CgrpStorage
            or MapType.PercpuCgroupStorageDeprecated or MapType.StructOps => map.MaxEntries,
        _ => map.MaxEntries == 0 ? 1 : map.MaxEntries,
    };
}
