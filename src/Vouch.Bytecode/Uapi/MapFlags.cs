using System;

namespace Vouch.Bytecode.Uapi;

/// <summary>Flags of the map creation command. Source: Linux 7.3, include/uapi/linux/bpf.h (BPF_F_*).</summary>
[Flags]
public enum MapFlags : uint
{
    None = 0,
    NoPreallocation = 1u << 0,
    NoCommonLru = 1u << 1,
    NumaNode = 1u << 2,
    /// <summary>User space may only read.</summary>
    ReadOnly = 1u << 3,
    /// <summary>User space may only write.</summary>
    WriteOnly = 1u << 4,
    StackBuildId = 1u << 5,
    ZeroSeed = 1u << 6,
    /// <summary>Programs may only read.</summary>
    ReadOnlyForPrograms = 1u << 7,
    /// <summary>Programs may only write.</summary>
    WriteOnlyForPrograms = 1u << 8,
    Clone = 1u << 9,
    Mmapable = 1u << 10,
    PreserveElements = 1u << 11,
    InnerMap = 1u << 12,
    Link = 1u << 13,
    PathFd = 1u << 14,
    ValueTypeBtfFd = 1u << 15,
    TokenFd = 1u << 16,
    SegvOnFault = 1u << 17,
    NoUserConversion = 1u << 18,
    /// <summary>A full ring buffer drops its oldest records.</summary>
    RingbufOverwrite = 1u << 19,

    /// <summary>All four rights.</summary>
    Access = ReadOnly | WriteOnly | ReadOnlyForPrograms | WriteOnlyForPrograms,
}
