using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using Vouch.Bytecode.Objects;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Relocation;

/// <summary>
/// What the kernel asks of a map before it creates it. Source: Linux 7.3, the checks of each map type; not what depends on memory, on
/// the machine, or on special fields in values, which the verifier knows.
/// </summary>
internal static class MapRules
{
    private const uint LargestAllocation = 4 << 20;
    private const uint LargestPerCpu = 32 << 10;
    private const uint LargestLocal = ushort.MaxValue - 128;
    private const uint LargestHash = LargestAllocation - 49;
    private const uint Any = int.MaxValue;
    private const uint StackFrames = 127;
    private const MapFlags Access = MapFlags.ReadOnly | MapFlags.WriteOnly | MapFlags.ReadOnlyForPrograms | MapFlags.WriteOnlyForPrograms;
    private const MapFlags UserAccess = MapFlags.ReadOnly | MapFlags.WriteOnly;
    private const MapFlags ArrayFlags = MapFlags.NumaNode | Access;
    private const MapFlags HashFlags = MapFlags.NoPreallocation | MapFlags.NumaNode | MapFlags.ZeroSeed | Access;
    private const MapFlags LruFlags = MapFlags.NoCommonLru | MapFlags.NumaNode | MapFlags.ZeroSeed | Access;

    private static readonly Dictionary<MapType, Rule> Rules = new()
    {
        [MapType.Array] = new(new(4), new(1, Any), ArrayFlags | MapFlags.Mmapable | MapFlags.InnerMap),
        [MapType.PercpuArray] = new(new(4), new(1, LargestPerCpu), ArrayFlags),
        [MapType.ProgArray] = new(new(4), new(4), MapFlags.NumaNode | UserAccess),
        [MapType.PerfEventArray] = new(new(4), new(4), MapFlags.NumaNode | UserAccess | MapFlags.PreserveElements),
        [MapType.CgroupArray] = new(new(4), new(4), MapFlags.NumaNode | UserAccess),
        [MapType.ArrayOfMaps] = new(new(4), new(4), MapFlags.NumaNode | UserAccess),
        [MapType.HashOfMaps] = new(new(1, LargestHash), new(4), HashFlags),
        [MapType.Hash] = new(new(1, LargestHash), new(1, LargestHash), HashFlags),
        [MapType.PercpuHash] = new(new(1, LargestHash), new(1, LargestPerCpu), HashFlags),
        [MapType.LruHash] = new(new(1, LargestHash), new(1, LargestHash), LruFlags),
        [MapType.LruPercpuHash] = new(new(1, LargestHash), new(1, LargestPerCpu), LruFlags),
        [MapType.Rhash] = new(new(1, ushort.MaxValue), new(1, LargestHash), HashFlags & ~MapFlags.ZeroSeed, MapFlags.NoPreallocation),
        [MapType.StackTrace] = new(new(4), new(8, StackFrames * 32), MapFlags.NumaNode | UserAccess | MapFlags.StackBuildId),
        [MapType.LpmTrie] = new(new(5, 260), new(1, LargestAllocation - 280), MapFlags.NoPreallocation | MapFlags.NumaNode | Access, MapFlags.NoPreallocation),
        [MapType.Devmap] = new(new(4), new(4, 8), MapFlags.NumaNode | UserAccess),
        [MapType.DevmapHash] = new(new(4), new(4, 8), MapFlags.NumaNode | UserAccess),
        [MapType.Cpumap] = new(new(4), new(4, 8), MapFlags.NumaNode),
        [MapType.Xskmap] = new(new(4), new(4), MapFlags.NumaNode | UserAccess),
        [MapType.Sockmap] = new(new(4), new(4, 8), MapFlags.NumaNode | UserAccess),
        [MapType.Sockhash] = new(new(1, 512), new(4, 8), MapFlags.NumaNode | UserAccess),
        [MapType.ReuseportSockarray] = new(new(4), new(4, 8), ArrayFlags),
        [MapType.Queue] = new(new(0), new(1, LargestAllocation), ArrayFlags),
        [MapType.Stack] = new(new(0), new(1, LargestAllocation), ArrayFlags),
        [MapType.BloomFilter] = new(new(0), new(1, Any), ArrayFlags | MapFlags.ZeroSeed),
        [MapType.SkStorage] = Local,
        [MapType.InodeStorage] = Local,
        [MapType.TaskStorage] = Local,
        [MapType.CgrpStorage] = Local,
        [MapType.CgroupStorageDeprecated] = new(new(8, 16), new(1, LargestLocal), ArrayFlags, IsSized: false),
        [MapType.PercpuCgroupStorageDeprecated] = new(new(8, 16), new(1, LargestPerCpu), ArrayFlags, IsSized: false),
        [MapType.Ringbuf] = new(new(0), new(0), MapFlags.NumaNode | MapFlags.RingbufOverwrite),
        [MapType.UserRingbuf] = new(new(0), new(0), MapFlags.NumaNode),
        [MapType.Arena] = new(new(0), new(0), MapFlags.Mmapable | MapFlags.SegvOnFault | MapFlags.NoUserConversion, MapFlags.Mmapable),
        [MapType.StructOps] = new(new(4), new(1, Any), MapFlags.Link | MapFlags.ValueTypeBtfFd),
        [MapType.InsnArray] = new(new(4), new(16), MapFlags.None),
    };

    private static Rule Local => new(new(4), new(1, LargestLocal), MapFlags.NoPreallocation | MapFlags.Clone, MapFlags.NoPreallocation, IsSized: false);

    /// <summary>Why the kernel would not create a map, or null when it would.</summary>
    public static string? ProblemOf(MapDefinition map)
    {
        if (!Rules.TryGetValue(map.Type, out Rule? rule))
        {
            return string.Create(CultureInfo.InvariantCulture, $"there are no maps of type {(int)map.Type}");
        }

        MapFlags flags = (MapFlags)map.Flags;
        const MapFlags NoAccess = MapFlags.ReadOnlyForPrograms | MapFlags.WriteOnlyForPrograms;
        return !rule.Keys.Holds(map.KeySize) ? Text("key size", map.KeySize)
            : !rule.Values.Holds(map.ValueSize) ? Text("value size", map.ValueSize)
            : (map.MaxEntries != 0) != rule.IsSized ? Text("number of entries", map.MaxEntries)
            : (flags & ~rule.Allowed) != 0 || (flags & rule.Required) != rule.Required || (flags & NoAccess) == NoAccess ? Text("flags", map.Flags)
            : map.Extra != 0 && map.Type is not (MapType.BloomFilter or MapType.Arena or MapType.Rhash) ? Text("map_extra", map.Extra)
            : SpecialProblemOf(map, flags);
    }

    private static string? SpecialProblemOf(MapDefinition map, MapFlags flags)
    {
        if (map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps)
        {
            return map.Inner is null ? "it gives no prototype of its inner maps"
                : ProblemOf(map.Inner) is { } inner ? "its inner map: " + inner : null;
        }

        bool isValid = map.Type switch
        {
            MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage =>
                !map.KeyType.IsVoid && !map.ValueType.IsVoid && map.Types is not null,
            MapType.StackTrace when (flags & MapFlags.StackBuildId) != 0 => map.ValueSize % 32 == 0,
            MapType.StackTrace => map.ValueSize % 8 == 0 && map.ValueSize / 8 <= StackFrames,
            MapType.Devmap or MapType.DevmapHash or MapType.Cpumap or MapType.Sockmap or MapType.Sockhash or MapType.ReuseportSockarray =>
                map.ValueSize is 4 or 8,
            MapType.CgroupStorageDeprecated or MapType.PercpuCgroupStorageDeprecated => map.KeySize is 8 or 16,
            MapType.BloomFilter => (map.Extra & ~0xful) == 0,
            MapType.Ringbuf or MapType.UserRingbuf => BitOperations.IsPow2(map.MaxEntries) && map.MaxEntries % MapTable.PageSize == 0,
            MapType.Arena => IsArenaPlacedWell(map),
            MapType.Rhash => map.Extra <= ushort.MaxValue && map.Extra <= map.MaxEntries,
            MapType.Hash or MapType.LruHash => (ulong)map.KeySize + map.ValueSize <= LargestHash,
            _ => true,
        };
        return isValid ? null : "its sizes or flags do not suit its type";
    }

    /// <summary>Addresses of an arena share their upper halves.</summary>
    private static bool IsArenaPlacedWell(MapDefinition map)
    {
        ulong size = (ulong)map.MaxEntries * MapTable.PageSize;
        return map.Extra % MapTable.PageSize == 0 && size <= 1ul << 32 && map.Extra >> 32 == unchecked(map.Extra + size - 1) >> 32;
    }

    private static string Text(string what, ulong value) => string.Create(CultureInfo.InvariantCulture, $"its {what} ({value}) does not suit its type");

    /// <summary>Bytes from least to most.</summary>
    private readonly record struct Sizes(uint Least, uint Most)
    {
        public Sizes(uint only)
            : this(only, only)
        {
        }

        public bool Holds(uint size) => size >= Least && size <= Most;
    }

    /// <summary>IsSized: the number of entries must be given; otherwise it must be zero.</summary>
    private sealed record Rule(Sizes Keys, Sizes Values, MapFlags Allowed, MapFlags Required = MapFlags.None, bool IsSized = true);
}
