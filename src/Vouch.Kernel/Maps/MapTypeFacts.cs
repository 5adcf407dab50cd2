using System;
using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Maps;

/// <summary>Groups of special fields that values of a map may have.</summary>
[Flags]
public enum MapFields : byte
{
    None = 0,
    /// <summary>Spin locks, both kinds.</summary>
    Locks = 1 << 0,
    /// <summary>Timers, work queues, task work.</summary>
    Timers = 1 << 1,
    /// <summary>Pointers to kernel or allocated objects, and reference counts.</summary>
    Kptrs = 1 << 2,
    UserPointers = 1 << 3,
    /// <summary>List heads and tree roots.</summary>
    Graphs = 1 << 4,
}

/// <summary>Which BTF types of key and value a map takes at creation.</summary>
public enum MapTyping : byte
{
    /// <summary>A key type must be given.</summary>
    KeyNeeded,
    /// <summary>No types at all.</summary>
    Refused,
    /// <summary>A 32-bit integer as key; none for the one value of a data section.</summary>
    Array,
    StructKey,
    Anything,
    /// <summary>No key type.</summary>
    Keyless,
    /// <summary>A 32-bit integer as key, a 64-bit one as value.</summary>
    JumpTable,
    /// <summary>A 32-bit integer as key.</summary>
    IntegerKey,
    /// <summary>A 64-bit integer as key, or the struct of inode and attach type.</summary>
    CgroupKey,
}

/// <summary>What a kernel says about one map type.</summary>
/// <param name="Type">The type.</param>
public sealed record MapTypeFacts(MapType Type) : IFact
{
    private readonly ReleaseSet releases = ReleaseSet.All;

    internal MapTypeFacts(ReleaseSet releases, MapType type)
        : this(type) => this.releases = releases;

    ReleaseSet IFact.In => releases;

    public Capabilities CreatingRequires { get; init; }

    /// <summary>The struct that a pointer to the map itself can be read as.</summary>
    public string? KernelStruct { get; init; }

    public MapFields Fields { get; init; }

    public MapTyping Typing { get; init; }

    /// <summary>The address of a value is known when loading: instructions can carry it (arrays: when they have one entry).</summary>
    public bool HasDirectValues { get; init; }

    /// <summary>bpf_for_each_map_elem works on it.</summary>
    public bool CallsBackForEach { get; init; }

    /// <summary>It may be put in a map of maps.</summary>
    public bool MayBeInner { get; init; }

    /// <summary>Lookups are compiled into the program.</summary>
    public bool InlinesLookup { get; init; }

    public bool AllowsSleepablePrograms { get; init; }

    /// <summary>A ring buffer may be made to drop its oldest records.</summary>
    public bool MayDropOldest { get; init; }

    /// <summary>There is a limit to its size at creation: all values of a queue together, or the entries of a socket map, count in 32 bits.</summary>
    public bool LimitsSize { get; init; }

    /// <summary>Updates and deletions from programs are allowed where no socket can be locked.</summary>
    public bool AllowsSocketUpdates { get; init; }

    /// <summary>The helpers that take it; default when it does not care.</summary>
    public ImmutableArray<HelperId> Helpers { get; init; }

    /// <summary>Creation flags that the kernel adds: device maps are read-only for programs.</summary>
    public MapFlags ImpliedFlags => Type is MapType.Devmap or MapType.DevmapHash ? MapFlags.ReadOnlyForPrograms : MapFlags.None;

    /// <summary>Values are one per CPU.</summary>
    public bool IsPercpu =>
        Type is MapType.PercpuArray or MapType.PercpuHash or MapType.LruPercpuHash or MapType.PercpuCgroupStorageDeprecated;
}
