using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Programs;

/// <summary>Whether packet bytes may be read and written through packet pointers.</summary>
public enum PacketAccess : byte
{
    None,
    Read,
    ReadWrite,
}

/// <summary>What a kernel says about one program type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Family">The kernel's word for it.</param>
public sealed record ProgramTypeFacts(ProgramType Type, string Family) : IFact
{
    private readonly ReleaseSet releases = ReleaseSet.All;

    internal ProgramTypeFacts(ReleaseSet releases, ProgramType type, string family)
        : this(type, family) => this.releases = releases;

    ReleaseSet IFact.In => releases;

    /// <summary>The context as programs declare it: a struct or a typedef; null when BTF of the attach target describes it.</summary>
    public string? UserContext { get; init; }

    /// <summary>The context as the kernel has it: a struct or a typedef; null when BTF of the attach target describes it.</summary>
    public string? KernelContext { get; init; }

    /// <summary>All of these are needed to load it.</summary>
    public Capabilities LoadingRequires { get; init; }

    /// <summary>The attach types it may be loaded with.</summary>
    public AttachTypes LoadableWith { get; init; } = AttachTypes.All;

    /// <summary>What an attach type of 0 is taken for; null leaves it as it is.</summary>
    public AttachType? ImpliedAttachType { get; init; }

    public PacketAccess PacketAccess { get; init; }

    /// <summary>A type or function of the kernel or of another program may be named as target when loading.</summary>
    public bool TakesAttachTarget { get; init; }

    /// <summary>The kernel replaces context accesses by others: the context pointer must be unmodified when it is used.</summary>
    public bool RewritesContextAccess { get; init; }

    /// <summary>The kernel puts instructions of its own before programs that write packets directly.</summary>
    public bool HasPrologue { get; init; }

    /// <summary>The old packet loads (LD_ABS, LD_IND) may be used.</summary>
    public bool AllowsPacketLoads { get; init; }

    /// <summary>Programs that may run anywhere, so that they may not wait for locks.</summary>
    public bool IsTracing { get; init; }

    /// <summary>Some fields of kernel structs may be written.</summary>
    public bool WritesKernelStructs { get; init; }

    /// <summary>Offsets into the context need not be constant.</summary>
    public bool AllowsVariableContextOffset => Type == ProgramType.Syscall;

    /// <summary>The attach types with which programs may be sleepable.</summary>
    public AttachTypes SleepableWith { get; init; }

    /// <summary>A program of this type exists only sleepable.</summary>
    public bool MustBeSleepable => Type == ProgramType.Syscall;
}
