using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// What type a program probably has, judged by the struct that its only argument points to. Programs that replace functions of other
/// programs do not say, and the others are not at hand. Source: veristat of Linux 7.3.
/// </summary>
internal static class ContextTypes
{
    private const AttachType None = AttachType.CgroupInetIngress;

    private static readonly Row[] Rows =
    [
        new("__sk_buff", "sk_buff", ProgramType.SchedCls, None),
        new("bpf_sock", "sock", ProgramType.CgroupSock, AttachType.CgroupInet4PostBind),
        new("bpf_sock_addr", "bpf_sock_addr_kern", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Bind),
        new("bpf_sock_ops", "bpf_sock_ops_kern", ProgramType.SockOps, AttachType.CgroupSockOps),
        new("sk_msg_md", "sk_msg", ProgramType.SkMsg, AttachType.SkMsgVerdict),
        new("bpf_cgroup_dev_ctx", "bpf_cgroup_dev_ctx", ProgramType.CgroupDevice, AttachType.CgroupDevice),
        new("bpf_sysctl", "bpf_sysctl_kern", ProgramType.CgroupSysctl, AttachType.CgroupSysctl),
        new("bpf_sockopt", "bpf_sockopt_kern", ProgramType.CgroupSockopt, AttachType.CgroupSetsockopt),
        new("sk_reuseport_md", "sk_reuseport_kern", ProgramType.SkReuseport, AttachType.SkReuseportSelectOrMigrate),
        new("bpf_sk_lookup", "bpf_sk_lookup_kern", ProgramType.SkLookup, AttachType.SkLookup),
        new("xdp_md", "xdp_buff", ProgramType.Xdp, AttachType.Xdp),
        new("bpf_user_pt_regs_t", "pt_regs", ProgramType.Kprobe, None),
        new("bpf_perf_event_data", "bpf_perf_event_data_kern", ProgramType.PerfEvent, None),
        new("bpf_raw_tracepoint_args", null, ProgramType.RawTracepoint, None),
    ];

    public static (ProgramType Type, AttachType AttachType)? Guess(BtfSpec? types, string program)
    {
        if (types?.Find(program, BtfKind.Function) is not { } id)
        {
            return null;
        }

        BtfType prototype = types.Type(types.Type(id).Target);
        if (prototype.Kind != BtfKind.FunctionPrototype || prototype.Count != 1)
        {
            return null;
        }

        BtfType pointer = SkipQualifiers(types, types.Parameter(prototype, 0).Type);
        if (pointer.Kind != BtfKind.Pointer)
        {
            return null;
        }

        string context = types.NameOf(SkipQualifiers(types, pointer.Target));
        return Array.Find(Rows, row => row.UserName == context || row.KernelName == context) is { } found ? (found.Type, found.AttachType) : null;
    }

    /// <summary>Typedefs stay: one of the names in the table is a typedef's.</summary>
    private static BtfType SkipQualifiers(BtfSpec types, BtfTypeId id)
    {
        BtfType type = types.Type(id);
        while (type.IsModifier && type.Kind != BtfKind.Typedef)
        {
            type = types.Type(type.Target);
        }

        return type;
    }

    private sealed record Row(string UserName, string? KernelName, ProgramType Type, AttachType AttachType);
}
