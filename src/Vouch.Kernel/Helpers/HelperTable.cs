using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Helpers;

/// <summary>The helpers of a kernel release: names, and which prototype a program gets.</summary>
public sealed class HelperTable
{
    private readonly string[] names = HelperNames.ByNumber;

    /// <summary>One past the last helper number.</summary>
    public int Count => names.Length;

    /// <summary>The name as logs print it (<c>bpf_map_lookup_elem</c>), or <c>unknown</c> for a number the kernel does not have.</summary>
    public string NameOf(int helper) =>
        (uint)helper < (uint)names.Length ? names[helper] : "unknown";

    /// <summary>True for a number that the kernel has, callable or not.</summary>
    public bool Exists(int helper) => (uint)helper < (uint)names.Length;

    /// <summary>
    /// The prototype for this program. Null: programs of this type cannot call it. The licence and <see cref="HelperPrototype.IsAllowedFor"/>
    /// are the caller's further questions, each with its own message.
    /// </summary>
    public HelperPrototype? Find(int helper, ProgramTraits program) =>
        Exists(helper) && SetFor(program) is { } set ? set.Find((HelperId)helper, program) : null;

    private static HelperSet? SetFor(ProgramTraits program) => program.Type switch
    {
        ProgramType.SocketFilter => HelperSets.SocketFilter,
        ProgramType.Kprobe => HelperSets.Kprobe,
        ProgramType.SchedCls or ProgramType.SchedAct => HelperSets.TrafficControl,
        ProgramType.Tracepoint => HelperSets.Tracepoint,
        ProgramType.Xdp => HelperSets.Xdp,
        ProgramType.PerfEvent => HelperSets.PerfEvent,
        ProgramType.CgroupSkb => HelperSets.CgroupSkb,
        ProgramType.CgroupSock => HelperSets.CgroupSock,
        ProgramType.LwtIn => HelperSets.LwtIn,
        ProgramType.LwtOut => HelperSets.LwtOut,
        ProgramType.LwtXmit => HelperSets.LwtXmit,
        ProgramType.SockOps => HelperSets.SockOps,
        ProgramType.SkSkb => HelperSets.SkSkb,
        ProgramType.CgroupDevice => HelperSets.CgroupDevice,
        ProgramType.SkMsg => HelperSets.SkMsg,
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => HelperSets.RawTracepoint,
        ProgramType.CgroupSockAddr => HelperSets.CgroupSockAddr,
        ProgramType.LwtSeg6local => HelperSets.LwtSeg6local,
        ProgramType.SkReuseport => HelperSets.SkReuseport,
        ProgramType.FlowDissector => HelperSets.FlowDissector,
        ProgramType.CgroupSysctl => HelperSets.CgroupSysctl,
        ProgramType.CgroupSockopt => HelperSets.CgroupSockopt,
        ProgramType.Tracing => HelperSets.Tracing,
        ProgramType.Lsm => HelperSets.Lsm,
        ProgramType.SkLookup => HelperSets.SkLookup,
        ProgramType.Syscall => HelperSets.Syscall,
        ProgramType.Netfilter => HelperSets.Netfilter,
        ProgramType.StructOps => StructOpsSet(program),
        // Extensions ask as their target; infrared programs are not configured in.
        ProgramType.Unspec or ProgramType.Ext or ProgramType.LircMode2 => null,
        _ => null,
    };

    private static HelperSet? StructOpsSet(ProgramTraits program) => program.StructOps switch
    {
        "tcp_congestion_ops" => HelperSets.TcpCongestion,
        "Qdisc_ops" or "sched_ext_ops" or "sched_ext_ops_cid" or "io_uring_bpf_ops" or "binfmt_misc_ops" or "hid_bpf_ops" => HelperSets.Base,
        "bpf_testmod_ops" or "bpf_testmod_ops2" or "bpf_testmod_st_ops" or "bpf_testmod_multi_st_ops" => HelperSets.Base,
        // bpf_dummy_ops and bpf_testmod_ops3 offer no helpers; what is unknown offers none either.
        _ => null,
    };
}
