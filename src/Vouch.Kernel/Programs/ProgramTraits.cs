using Vouch.Bytecode.Uapi;

namespace Vouch.Kernel.Programs;

/// <summary>What a kernel's rules ask about a program: fixed once it is admitted, the same for every instruction.</summary>
public sealed record ProgramTraits
{
    /// <summary>The type whose rules apply. An extension takes over its target's type, see <see cref="IsExtension"/>.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>The expected attach type after the loader's fix-ups; an extension's is its target's. Not meaningful for struct_ops.</summary>
    public AttachType AttachType { get; init; }

    public Capabilities Capabilities { get; init; } = Capabilities.All;

    public bool IsSleepable { get; init; }

    /// <summary>True for a program of type EXT, whose <see cref="Type"/> is its target's.</summary>
    public bool IsExtension { get; init; }

    /// <summary>True when the program attaches to another BPF program and not to the kernel.</summary>
    public bool AttachesToProgram { get; init; }

    /// <summary>True when the program is bound to one network device (XDP_DEV_BOUND_ONLY).</summary>
    public bool IsDeviceBound { get; init; }

    /// <summary>The kernel function attached to (<c>bpf_lsm_file_open</c>, <c>bpf_iter_tcp</c>), or null.</summary>
    public string? AttachFunction { get; init; }

    /// <summary>For struct_ops: the struct (<c>tcp_congestion_ops</c>), else null.</summary>
    public string? StructOps { get; init; }

    /// <summary>For struct_ops: the member the program implements, else null.</summary>
    public string? StructOpsMember { get; init; }

    /// <summary>True when the trampoline calls the program: function arguments and cookies lie where it put them.</summary>
    public bool HasTrampoline => !IsExtension && Type switch
    {
        ProgramType.Tracing => TrampolineTypes.Contains(AttachType),
        ProgramType.Lsm => AttachType == AttachType.LsmMac,
        _ => false,
    };

    private static AttachTypes TrampolineTypes { get; } = AttachTypes.Of(
        AttachType.TraceFentry, AttachType.TraceFexit, AttachType.ModifyReturn, AttachType.TraceFsession,
        AttachType.TraceFentryMulti, AttachType.TraceFexitMulti, AttachType.TraceFsessionMulti);
}
