using System;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>What a section's name says of its programs beyond their type.</summary>
[Flags]
public enum SectionTraits
{
    None = 0,
    Sleepable = 1,
    /// <summary>The part behind the slash names the kernel function, tracepoint, hook or iterator to attach to; it must exist at load time.</summary>
    NamesTarget = 2,
    XdpFragments = 4,
    /// <summary>User-space static probes: loaded as a multi-uprobe where the kernel has them.</summary>
    Usdt = 8,
    /// <summary>The attach type is only for kernels that ask for it.</summary>
    OptionalAttachType = 16,
}

/// <summary>
/// One way of naming a section. A pattern that ends in <c>+</c> also takes a part behind a slash; others must be the whole name.
/// </summary>
public sealed record SectionRule(
    string Pattern,
    ProgramType ProgramType,
    AttachType AttachType = AttachType.CgroupInetIngress,
    SectionTraits Traits = SectionTraits.None)
{
    /// <summary>Whether a section of this name, without a leading question mark, falls under the rule.</summary>
    public bool Matches(string section)
    {
        if (!Pattern.EndsWith('+'))
        {
            return section == Pattern;
        }

        ReadOnlySpan<char> stem = Pattern.AsSpan(0, Pattern.Length - 1);
        return section.AsSpan().StartsWith(stem, StringComparison.Ordinal)
            && (section.Length == stem.Length || section[stem.Length] == '/');
    }
}

/// <summary>
/// How a program's section selects its type and expected attach type: the first row that matches. Attach type 0 doubles as 'none'.
/// Source: libbpf 1.7, the section names that its documentation lists; those of many functions, which Linux 7.3 came with.
/// </summary>
public static class SectionTable
{
    private const AttachType None = AttachType.CgroupInetIngress;

    private static readonly SectionRule[] Rules =
    [
        new("socket", ProgramType.SocketFilter),
        new("sk_reuseport/migrate", ProgramType.SkReuseport, AttachType.SkReuseportSelectOrMigrate),
        new("sk_reuseport", ProgramType.SkReuseport, AttachType.SkReuseportSelect),
        new("kprobe+", ProgramType.Kprobe),
        new("uprobe+", ProgramType.Kprobe),
        new("uprobe.s+", ProgramType.Kprobe, None, SectionTraits.Sleepable),
        new("kretprobe+", ProgramType.Kprobe),
        new("uretprobe+", ProgramType.Kprobe),
        new("uretprobe.s+", ProgramType.Kprobe, None, SectionTraits.Sleepable),
        new("kprobe.multi+", ProgramType.Kprobe, AttachType.TraceKprobeMulti),
        new("kretprobe.multi+", ProgramType.Kprobe, AttachType.TraceKprobeMulti),
        new("kprobe.session+", ProgramType.Kprobe, AttachType.TraceKprobeSession),
        new("uprobe.multi+", ProgramType.Kprobe, AttachType.TraceUprobeMulti),
        new("uretprobe.multi+", ProgramType.Kprobe, AttachType.TraceUprobeMulti),
        new("uprobe.session+", ProgramType.Kprobe, AttachType.TraceUprobeSession),
        new("uprobe.multi.s+", ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.Sleepable),
        new("uretprobe.multi.s+", ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.Sleepable),
        new("uprobe.session.s+", ProgramType.Kprobe, AttachType.TraceUprobeSession, SectionTraits.Sleepable),
        new("ksyscall+", ProgramType.Kprobe),
        new("kretsyscall+", ProgramType.Kprobe),
        new("usdt+", ProgramType.Kprobe, None, SectionTraits.Usdt),
        new("usdt.s+", ProgramType.Kprobe, None, SectionTraits.Usdt | SectionTraits.Sleepable),
        new("tc/ingress", ProgramType.SchedCls, AttachType.TcxIngress),
        new("tc/egress", ProgramType.SchedCls, AttachType.TcxEgress),
        new("tcx/ingress", ProgramType.SchedCls, AttachType.TcxIngress),
        new("tcx/egress", ProgramType.SchedCls, AttachType.TcxEgress),
        new("tc", ProgramType.SchedCls),
        new("classifier", ProgramType.SchedCls),
        new("action", ProgramType.SchedAct),
        new("netkit/primary", ProgramType.SchedCls, AttachType.NetkitPrimary),
        new("netkit/peer", ProgramType.SchedCls, AttachType.NetkitPeer),
        new("tracepoint+", ProgramType.Tracepoint),
        new("tp+", ProgramType.Tracepoint),
        new("raw_tracepoint+", ProgramType.RawTracepoint),
        new("raw_tp+", ProgramType.RawTracepoint),
        new("raw_tracepoint.w+", ProgramType.RawTracepointWritable),
        new("raw_tp.w+", ProgramType.RawTracepointWritable),
        new("tp_btf+", ProgramType.Tracing, AttachType.TraceRawTp, SectionTraits.NamesTarget),
        new("fentry+", ProgramType.Tracing, AttachType.TraceFentry, SectionTraits.NamesTarget),
        new("fmod_ret+", ProgramType.Tracing, AttachType.ModifyReturn, SectionTraits.NamesTarget),
        new("fexit+", ProgramType.Tracing, AttachType.TraceFexit, SectionTraits.NamesTarget),
        new("fentry.s+", ProgramType.Tracing, AttachType.TraceFentry, SectionTraits.NamesTarget | SectionTraits.Sleepable),
        new("fmod_ret.s+", ProgramType.Tracing, AttachType.ModifyReturn, SectionTraits.NamesTarget | SectionTraits.Sleepable),
        new("fexit.s+", ProgramType.Tracing, AttachType.TraceFexit, SectionTraits.NamesTarget | SectionTraits.Sleepable),
        new("fsession+", ProgramType.Tracing, AttachType.TraceFsession, SectionTraits.NamesTarget),
        new("fsession.s+", ProgramType.Tracing, AttachType.TraceFsession, SectionTraits.NamesTarget | SectionTraits.Sleepable),
        new("fsession.multi+", ProgramType.Tracing, AttachType.TraceFsessionMulti),
        new("fsession.multi.s+", ProgramType.Tracing, AttachType.TraceFsessionMulti, SectionTraits.Sleepable),
        new("fentry.multi+", ProgramType.Tracing, AttachType.TraceFentryMulti),
        new("fexit.multi+", ProgramType.Tracing, AttachType.TraceFexitMulti),
        new("fentry.multi.s+", ProgramType.Tracing, AttachType.TraceFentryMulti, SectionTraits.Sleepable),
        new("fexit.multi.s+", ProgramType.Tracing, AttachType.TraceFexitMulti, SectionTraits.Sleepable),
        new("freplace+", ProgramType.Ext, None, SectionTraits.NamesTarget),
        new("lsm+", ProgramType.Lsm, AttachType.LsmMac, SectionTraits.NamesTarget),
        new("lsm.s+", ProgramType.Lsm, AttachType.LsmMac, SectionTraits.NamesTarget | SectionTraits.Sleepable),
        new("lsm_cgroup+", ProgramType.Lsm, AttachType.LsmCgroup, SectionTraits.NamesTarget),
        new("iter+", ProgramType.Tracing, AttachType.TraceIter, SectionTraits.NamesTarget),
        new("iter.s+", ProgramType.Tracing, AttachType.TraceIter, SectionTraits.NamesTarget | SectionTraits.Sleepable),
        new("syscall", ProgramType.Syscall, None, SectionTraits.Sleepable),
        new("xdp.frags/devmap", ProgramType.Xdp, AttachType.XdpDevmap, SectionTraits.XdpFragments),
        new("xdp/devmap", ProgramType.Xdp, AttachType.XdpDevmap),
        new("xdp.frags/cpumap", ProgramType.Xdp, AttachType.XdpCpumap, SectionTraits.XdpFragments),
        new("xdp/cpumap", ProgramType.Xdp, AttachType.XdpCpumap),
        new("xdp.frags", ProgramType.Xdp, AttachType.Xdp, SectionTraits.XdpFragments),
        new("xdp", ProgramType.Xdp, AttachType.Xdp, SectionTraits.OptionalAttachType),
        new("perf_event", ProgramType.PerfEvent),
        new("lwt_in", ProgramType.LwtIn),
        new("lwt_out", ProgramType.LwtOut),
        new("lwt_xmit", ProgramType.LwtXmit),
        new("lwt_seg6local", ProgramType.LwtSeg6local),
        new("sockops", ProgramType.SockOps, AttachType.CgroupSockOps, SectionTraits.OptionalAttachType),
        new("sk_skb/stream_parser", ProgramType.SkSkb, AttachType.SkSkbStreamParser, SectionTraits.OptionalAttachType),
        new("sk_skb/stream_verdict", ProgramType.SkSkb, AttachType.SkSkbStreamVerdict, SectionTraits.OptionalAttachType),
        new("sk_skb/verdict", ProgramType.SkSkb, AttachType.SkSkbVerdict, SectionTraits.OptionalAttachType),
        new("sk_skb", ProgramType.SkSkb),
        new("sk_msg", ProgramType.SkMsg, AttachType.SkMsgVerdict, SectionTraits.OptionalAttachType),
        new("lirc_mode2", ProgramType.LircMode2, AttachType.LircMode2, SectionTraits.OptionalAttachType),
        new("flow_dissector", ProgramType.FlowDissector, AttachType.FlowDissector, SectionTraits.OptionalAttachType),
        new("cgroup_skb/ingress", ProgramType.CgroupSkb, AttachType.CgroupInetIngress, SectionTraits.OptionalAttachType),
        new("cgroup_skb/egress", ProgramType.CgroupSkb, AttachType.CgroupInetEgress, SectionTraits.OptionalAttachType),
        new("cgroup/skb", ProgramType.CgroupSkb),
        new("cgroup/sock_create", ProgramType.CgroupSock, AttachType.CgroupInetSockCreate),
        new("cgroup/sock_release", ProgramType.CgroupSock, AttachType.CgroupInetSockRelease),
        new("cgroup/sock", ProgramType.CgroupSock, AttachType.CgroupInetSockCreate, SectionTraits.OptionalAttachType),
        new("cgroup/post_bind4", ProgramType.CgroupSock, AttachType.CgroupInet4PostBind),
        new("cgroup/post_bind6", ProgramType.CgroupSock, AttachType.CgroupInet6PostBind),
        new("cgroup/bind4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Bind),
        new("cgroup/bind6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6Bind),
        new("cgroup/connect4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Connect),
        new("cgroup/connect6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6Connect),
        new("cgroup/connect_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixConnect),
        new("cgroup/sendmsg4", ProgramType.CgroupSockAddr, AttachType.CgroupUdp4Sendmsg),
        new("cgroup/sendmsg6", ProgramType.CgroupSockAddr, AttachType.CgroupUdp6Sendmsg),
        new("cgroup/sendmsg_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixSendmsg),
        new("cgroup/recvmsg4", ProgramType.CgroupSockAddr, AttachType.CgroupUdp4Recvmsg),
        new("cgroup/recvmsg6", ProgramType.CgroupSockAddr, AttachType.CgroupUdp6Recvmsg),
        new("cgroup/recvmsg_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixRecvmsg),
        new("cgroup/getpeername4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Getpeername),
        new("cgroup/getpeername6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6Getpeername),
        new("cgroup/getpeername_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixGetpeername),
        new("cgroup/getsockname4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Getsockname),
        new("cgroup/getsockname6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6Getsockname),
        new("cgroup/getsockname_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixGetsockname),
        new("cgroup/sysctl", ProgramType.CgroupSysctl, AttachType.CgroupSysctl),
        new("cgroup/getsockopt", ProgramType.CgroupSockopt, AttachType.CgroupGetsockopt),
        new("cgroup/setsockopt", ProgramType.CgroupSockopt, AttachType.CgroupSetsockopt),
        new("cgroup/dev", ProgramType.CgroupDevice, AttachType.CgroupDevice, SectionTraits.OptionalAttachType),
        new("struct_ops+", ProgramType.StructOps),
        new("struct_ops.s+", ProgramType.StructOps, None, SectionTraits.Sleepable),
        new("sk_lookup", ProgramType.SkLookup, AttachType.SkLookup),
        new("netfilter", ProgramType.Netfilter, AttachType.Netfilter),
    ];

    /// <summary>The rule for a section (without the <c>?</c> of programs that are not loaded by default), or null when no row fits.</summary>
    public static SectionRule? Find(string section) => Array.Find(Rules, rule => rule.Matches(section));
}
