using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using static Vouch.Kernel.Contexts.FieldAccess;

namespace Vouch.Kernel.Contexts;

/// <summary>Contexts of control-group programs that are not about packets. Source: Linux 7.3, kernel/bpf/cgroup.c.</summary>
internal static class CgroupContexts
{
    private static readonly AttachTypes Getting = AttachTypes.Of(AttachType.CgroupGetsockopt);

    private static readonly AttachTypes Setting = AttachTypes.Of(AttachType.CgroupSetsockopt);

    public static ContextTable Device { get; } = new()
    {
        Limit = CgroupDeviceLayout.Bytes,
        EndsAtLimit = true,
        UnlistedRead = Exactly(4),
        Fields = [new(CgroupDeviceLayout.AccessType, PartOf(4))],
    };

    public static ContextTable Sysctl { get; } = new()
    {
        Limit = SysctlLayout.Bytes,
        EndsAtLimit = true,
        Fields =
        [
            new(SysctlLayout.Write, PartOf(4)),
            new(SysctlLayout.FilePos, PartOf(4)) { Write = Exactly(4) },
        ],
    };

    public static ContextTable Sockopt { get; } = new()
    {
        Limit = SockoptLayout.Bytes,
        Fields =
        [
            new(SockoptLayout.Sk, Exactly(8)) { Kind = ContextValueKind.Socket },
            new(SockoptLayout.Optval, Exactly(8)) { Kind = ContextValueKind.Packet },
            new(SockoptLayout.OptvalEnd, Exactly(8)) { Kind = ContextValueKind.PacketEnd },
            new(SockoptLayout.Level, Exactly(4)) { Write = Exactly(4), WritableFor = Setting },
            new(SockoptLayout.Optname, Exactly(4)) { Write = Exactly(4), WritableFor = Setting },
            new(SockoptLayout.Optlen, Exactly(4)) { Write = Exactly(4) },
            new(SockoptLayout.Retval, Exactly(4)) { Write = Exactly(4), ReadableFor = Getting, WritableFor = Getting },
        ],
    };
}
