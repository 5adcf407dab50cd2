using System.Numerics;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using static Vouch.Bytecode.Uapi.MapFlags;

namespace Vouch.Kernel.Maps;

/// <summary>
/// Whether a kernel creates a map of these sizes and flags. Types of key and value are judged elsewhere. Source: Linux 7.3 and 6.18, the
/// allocation checks of the map types; sizes for x86-64.
/// </summary>
internal static class MapCreation
{
    private const int NotPermitted = 1;
    private const int TooBig = 7;
    private const int Invalid = 22;
    private const int NotSupported = 524;
    private const int OutOfRange = 34;

    private const uint PageSize = 4096;
    private const uint LargestAllocation = 1u << 22;
    private const uint PercpuUnit = 32 * 1024;
    private const uint HashElement = 48;
    private const uint LocalStorageElement = 128;
    private const uint TrieNode = 24;
    private const uint TrieKeyPrefix = 4;
    private const uint TrieDataMax = 256;
    private const uint MaxStackFrames = 127;
    private const uint BuildIdSize = 32;
    private const uint ConfiguredCpus = 8192;
    private const uint StackSize = 512;

    /// <summary>0 when the map can be created, else the error number (positive).</summary>
    public static int Check(MapDefinition map, MapTypeFacts facts, Capabilities capabilities)
    {
        int error = CheckShape(map, facts, capabilities);
        if (error == 0 && map.Extra != 0 && map.Type is not (MapType.BloomFilter or MapType.Arena or MapType.Rhash))
        {
            error = Invalid;
        }

        return error != 0 ? error : capabilities.Grants(facts.CreatingRequires) ? 0 : NotPermitted;
    }

    private static int CheckShape(MapDefinition map, MapTypeFacts facts, Capabilities capabilities) => map.Type switch
    {
        MapType.Array or MapType.PercpuArray => Array(map),
        MapType.ProgArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps => FdArray(map),
        MapType.ReuseportSockarray => map.ValueSize is 4 or 8 ? Array(map) : Invalid,
        MapType.Hash or MapType.PercpuHash or MapType.LruHash or MapType.LruPercpuHash => Hash(map, capabilities),
        MapType.HashOfMaps => map.ValueSize == 4 ? Hash(map, capabilities) : Invalid,
        MapType.Rhash => ResizableHash(map, capabilities),
        MapType.LpmTrie => Trie(map),
        MapType.Queue or MapType.Stack => Queue(map, facts),
        MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage => LocalStorage(map, facts),
        MapType.CgroupStorageDeprecated or MapType.PercpuCgroupStorageDeprecated => CgroupStorage(map),
        MapType.Ringbuf or MapType.UserRingbuf => RingBuffer(map, facts),
        MapType.BloomFilter => BloomFilter(map),
        MapType.Arena => Arena(map),
        MapType.InsnArray => Require(map is { MaxEntries: > 0, KeySize: 4, ValueSize: 16, Flags: 0 }),
        MapType.Devmap or MapType.DevmapHash => Require(
            map is { MaxEntries: > 0, KeySize: 4, ValueSize: 4 or 8 } && Has(map, NumaNode | ReadOnly | WriteOnly)
            && (map.Type == MapType.Devmap || map.MaxEntries <= 1u << 31)),
        MapType.Cpumap => map is { MaxEntries: > 0, KeySize: 4, ValueSize: 4 or 8 } && Has(map, NumaNode)
            ? map.MaxEntries > ConfiguredCpus ? TooBig : 0
            : Invalid,
        MapType.Xskmap => Require(map is { MaxEntries: > 0, KeySize: 4, ValueSize: 4 } && Has(map, NumaNode | ReadOnly | WriteOnly)),
        MapType.Sockmap => Require(
            map is { MaxEntries: > 0, KeySize: 4, ValueSize: 4 or 8 } && (map.MaxEntries <= int.MaxValue || !facts.LimitsSize) && Has(map, NumaNode | ReadOnly | WriteOnly)),
        MapType.Sockhash => map is { MaxEntries: > 0, KeySize: > 0, ValueSize: 4 or 8 } && Has(map, NumaNode | ReadOnly | WriteOnly)
            ? map.KeySize > StackSize ? TooBig : 0
            : Invalid,
        MapType.StackTrace => StackTrace(map),
        MapType.StructOps => Require(
            map is { KeySize: 4, MaxEntries: 1 } && Has(map, Link | ValueTypeBtfFd) && !map.KernelValueType.IsVoid),
        _ => Invalid,
    };

    private static int Require(bool condition) => condition ? 0 : Invalid;

    /// <summary>No flags but these, and programs can do something with it.</summary>
    private static bool Has(MapDefinition map, MapFlags allowed)
    {
        MapFlags flags = (MapFlags)map.Flags;
        return (flags & ~allowed) == 0
            && (flags & (ReadOnlyForPrograms | WriteOnlyForPrograms)) != (ReadOnlyForPrograms | WriteOnlyForPrograms);
    }

    private static bool FitsPercpu(MapDefinition map) => map.ValueSize <= PercpuUnit;

    private static int Array(MapDefinition map)
    {
        MapFlags allowed = NumaNode | Access
            | (map.Type == MapType.Array ? Mmapable | InnerMap : MapFlags.None)
            | (map.Type == MapType.PerfEventArray ? PreserveElements : MapFlags.None);
        bool isPercpu = map.Type == MapType.PercpuArray;
        if (map is not { MaxEntries: > 0, KeySize: 4, ValueSize: > 0 } || !Has(map, isPercpu ? allowed & ~NumaNode : allowed))
        {
            return Invalid;
        }

        return map.ValueSize > int.MaxValue || (isPercpu && !FitsPercpu(map)) ? TooBig : 0;
    }

    private static int FdArray(MapDefinition map) =>
        map.ValueSize != 4 || ((MapFlags)map.Flags & (ReadOnlyForPrograms | WriteOnlyForPrograms)) != 0 ? Invalid : Array(map);

    private static int Hash(MapDefinition map, Capabilities capabilities)
    {
        MapFlags flags = (MapFlags)map.Flags;
        bool isLru = map.Type is MapType.LruHash or MapType.LruPercpuHash;
        bool isPercpu = map.Type is MapType.PercpuHash or MapType.LruPercpuHash;
        if ((flags & ZeroSeed) != 0 && !capabilities.Grants(Capabilities.SysAdmin))
        {
            return NotPermitted;
        }

        if (!Has(map, NoPreallocation | NoCommonLru | NumaNode | Access | ZeroSeed) || (!isLru && (flags & NoCommonLru) != 0))
        {
            return Invalid;
        }

        if (isLru && (flags & NoPreallocation) != 0)
        {
            return NotSupported;
        }

        if (((flags & NumaNode) != 0 && (isPercpu || (flags & NoCommonLru) != 0))
            || map is not { MaxEntries: > 0, KeySize: > 0, ValueSize: > 0 })
        {
            return Invalid;
        }

        return (ulong)map.KeySize + map.ValueSize >= LargestAllocation - HashElement || (isPercpu && !FitsPercpu(map)) ? TooBig : 0;
    }

    private static int ResizableHash(MapDefinition map, Capabilities capabilities)
    {
        MapFlags flags = (MapFlags)map.Flags;
        if ((flags & NoPreallocation) == 0 || (flags & ZeroSeed) != 0)
        {
            return Invalid;
        }

        if (map.KeySize > ushort.MaxValue)
        {
            return TooBig;
        }

        if (map.Extra >> 32 != 0)
        {
            return Invalid;
        }

        return map.Extra > ushort.MaxValue ? TooBig : map.Extra > map.MaxEntries ? Invalid : Hash(map, capabilities);
    }

    private static int Trie(MapDefinition map) => Require(
        map.MaxEntries > 0 && ((MapFlags)map.Flags & NoPreallocation) != 0 && Has(map, NoPreallocation | NumaNode | Access)
        && map.KeySize is >= TrieKeyPrefix + 1 and <= TrieKeyPrefix + TrieDataMax
        && map.ValueSize is >= 1 and <= LargestAllocation - TrieDataMax - TrieNode);

    private static int Queue(MapDefinition map, MapTypeFacts facts)
    {
        if (map is not { MaxEntries: > 0, KeySize: 0, ValueSize: > 0 } || !Has(map, NumaNode | Access))
        {
            return Invalid;
        }

        return map.ValueSize > LargestAllocation || (facts.LimitsSize && map.MaxEntries >= uint.MaxValue / map.ValueSize) ? TooBig : 0;
    }

    private static int LocalStorage(MapDefinition map, MapTypeFacts facts)
    {
        if (!Has(map, NoPreallocation | Clone) || ((MapFlags)map.Flags & NoPreallocation) == 0
            || map is not { MaxEntries: 0, KeySize: 4, ValueSize: > 0 } || !MapTypesCheck.IsTaken(map, facts))
        {
            return Invalid;
        }

        return map.ValueSize > ushort.MaxValue - LocalStorageElement ? TooBig : 0;
    }

    private static int CgroupStorage(MapDefinition map)
    {
        uint limit = map.Type == MapType.PercpuCgroupStorageDeprecated ? PercpuUnit : ushort.MaxValue - LocalStorageElement;
        if (map is not { KeySize: 8 or 16, ValueSize: > 0 })
        {
            return Invalid;
        }

        return map.ValueSize > limit ? TooBig : Require(Has(map, NumaNode | Access) && map.MaxEntries == 0);
    }

    private static int RingBuffer(MapDefinition map, MapTypeFacts facts) => Require(
        Has(map, facts.MayDropOldest ? NumaNode | RingbufOverwrite : NumaNode)
        && map is { KeySize: 0, ValueSize: 0 } && BitOperations.IsPow2(map.MaxEntries) && map.MaxEntries % PageSize == 0);

    private static int BloomFilter(MapDefinition map) => map.ValueSize > LargestAllocation
        ? TooBig
        : Require(map is { KeySize: 0, ValueSize: > 0, MaxEntries: > 0 } && Has(map, NumaNode | ZeroSeed | Access) && map.Extra <= 15);

    private static int Arena(MapDefinition map)
    {
        const ulong LargestRange = 1UL << 32;
        ulong range = (ulong)map.MaxEntries * PageSize;
        if (map is not { KeySize: 0, ValueSize: 0, MaxEntries: > 0 } || ((MapFlags)map.Flags & Mmapable) == 0
            || ((MapFlags)map.Flags & ~(Mmapable | SegvOnFault | NoUserConversion)) != 0 || map.Extra % PageSize != 0)
        {
            return Invalid;
        }

        return range > LargestRange ? TooBig : map.Extra >> 32 != unchecked(map.Extra + range - 1) >> 32 ? OutOfRange : 0;
    }

    private static int StackTrace(MapDefinition map)
    {
        bool hasBuildIds = ((MapFlags)map.Flags & StackBuildId) != 0;
        uint entry = hasBuildIds ? BuildIdSize : 8;
        if (((MapFlags)map.Flags & ~(NumaNode | ReadOnly | WriteOnly | StackBuildId)) != 0
            || map is not { MaxEntries: > 0, KeySize: 4, ValueSize: >= 8 } || map.ValueSize % 8 != 0
            || map.ValueSize % entry != 0 || map.ValueSize / entry > MaxStackFrames)
        {
            return Invalid;
        }

        return map.MaxEntries > 1u << 31 ? TooBig : 0;
    }
}
