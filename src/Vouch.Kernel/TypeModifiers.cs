using System;

namespace Vouch.Kernel;

/// <summary>
/// What qualifies a register, argument or return type. The bits lie above the byte of the base kind, in the kernel's order
/// (Linux 7.3, include/linux/bpf.h).
/// </summary>
[Flags]
public enum TypeModifiers : uint
{
    None = 0,
    /// <summary>The pointer may be null; nothing may be done with it before it was compared with zero.</summary>
    MaybeNull = 1u << 8,
    ReadOnly = 1u << 9,
    /// <summary>A record reserved in a ring buffer.</summary>
    RingbufMemory = 1u << 10,
    /// <summary>User memory: the program may not read it directly.</summary>
    User = 1u << 11,
    Percpu = 1u << 12,
    /// <summary>The call takes the argument's reference away.</summary>
    Release = 1u << 13,
    Untrusted = 1u << 14,
    /// <summary>The call fills the memory; it need not be initialized before.</summary>
    Uninitialized = 1u << 15,
    DynptrLocal = 1u << 16,
    DynptrRingbuf = 1u << 17,
    /// <summary>The size of the memory is part of the prototype.</summary>
    FixedSize = 1u << 18,
    /// <summary>An object that a program allocated, of a type of its own BTF.</summary>
    Allocated = 1u << 19,
    Trusted = 1u << 20,
    /// <summary>Valid within an RCU section only.</summary>
    Rcu = 1u << 21,
    NonOwning = 1u << 22,
    DynptrSkb = 1u << 23,
    DynptrXdp = 1u << 24,
    /// <summary>The memory must be naturally aligned.</summary>
    Aligned = 1u << 25,
    /// <summary>The call writes the memory.</summary>
    Write = 1u << 26,
    DynptrSkbMeta = 1u << 27,
    DynptrFile = 1u << 28,

    /// <summary>All kinds a dynptr can have.</summary>
    AnyDynptr = DynptrLocal | DynptrRingbuf | DynptrSkb | DynptrXdp | DynptrSkbMeta | DynptrFile,

    /// <summary>What makes a pointer to a kernel object trusted.</summary>
    AnyTrusted = Allocated | Trusted | NonOwning,
}
