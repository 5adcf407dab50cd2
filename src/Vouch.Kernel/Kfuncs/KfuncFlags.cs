using System;

namespace Vouch.Kernel.Kfuncs;

/// <summary>What a kfunc declares about itself. Bits as in Linux 7.3, include/linux/btf.h.</summary>
[Flags]
public enum KfuncFlags : uint
{
    None = 0,
    /// <summary>The returned pointer carries a reference.</summary>
    Acquire = 1u << 0,
    /// <summary>The first argument's reference is taken away.</summary>
    Release = 1u << 1,
    ReturnsNull = 1u << 2,
    Sleepable = 1u << 5,
    /// <summary>Needs CAP_SYS_BOOT.</summary>
    Destructive = 1u << 6,
    /// <summary>Arguments may be pointers under RCU instead of trusted ones.</summary>
    Rcu = 1u << 7,
    IteratorNew = 1u << 8,
    IteratorNext = 1u << 9,
    IteratorDestroy = 1u << 10,
    /// <summary>Only inside an RCU section.</summary>
    RcuProtected = 1u << 11,
    Fastcall = 1u << 12,
    ArenaReturn = 1u << 13,
    ArenaArgument1 = 1u << 14,
    ArenaArgument2 = 1u << 15,
    /// <summary>The verifier supplies trailing arguments; the visible prototype is the one of <c>NAME_impl</c>.</summary>
    ImplicitArguments = 1u << 16,
    /// <summary>Callable under a held spin lock.</summary>
    SpinLockSafe = 1u << 17,
    /// <summary>Needs CAP_PERFMON.</summary>
    Perfmon = 1u << 18,
    /// <summary>
    /// Pointers need not be trusted. No kernel has this bit: until 6.18 kfuncs asked for trusted arguments with one that this is the lack of.
    /// </summary>
    UntrustedArguments = 1u << 31,
}

/// <summary>The groups of program types that kfuncs are offered to.</summary>
[Flags]
internal enum KfuncHooks : ushort
{
    None = 0,
    /// <summary>Every program type.</summary>
    Any = 1 << 0,
    Xdp = 1 << 1,
    TrafficControl = 1 << 2,
    StructOps = 1 << 3,
    Tracing = 1 << 4,
    Syscall = 1 << 5,
    /// <summary>Functions whose return value programs may modify; not for calling.</summary>
    ModifyReturn = 1 << 6,
    Cgroup = 1 << 7,
    TrafficAction = 1 << 8,
    SkSkb = 1 << 9,
    SocketFilter = 1 << 10,
    Lwt = 1 << 11,
    Netfilter = 1 << 12,
    Kprobe = 1 << 13,
}

/// <summary>A further question about the program, asked for all kfuncs of a set.</summary>
internal enum KfuncFilter : byte
{
    None,
    Files,
    BinaryFormats,
    KernelSockets,
    QueueingDiscipline,
    Scheduler,
    Sessions,
    /// <summary>Security programs alone.</summary>
    Security,
    SocketIterators,
}

/// <summary>Groups of scheduler kfuncs that only some members of the scheduler's struct_ops may call.</summary>
[Flags]
internal enum SchedulerGroups : byte
{
    None = 0,
    Unlocked = 1 << 0,
    InitCids = 1 << 1,
    CpuRelease = 1 << 2,
    Dispatch = 1 << 3,
    Enqueue = 1 << 4,
    SelectCpu = 1 << 5,
}
