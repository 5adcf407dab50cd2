using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Helpers;

/// <summary>The helpers of a kernel release: names, and which prototype a program gets.</summary>
public sealed class HelperTable
{
    private readonly KernelRelease release;
    private readonly FunctionSets names;
    private readonly HelperGates gates;
    private readonly HelperPrototype?[] prototypes = new HelperPrototype?[(int)PrototypeId.Last + 1];
    private readonly HelperSet?[] sets = new HelperSet?[(int)HelperSetId.Last + 1];
    private readonly HelperGroup[] groups;

    internal HelperTable(KernelRelease release, FunctionSets names)
    {
        release.Require(HelperPrototypeRows.Known & HelperSetRows.Known & HelperGroupRows.Known, "helpers");
        this.release = release;
        this.names = names;
        gates = new HelperGates(names);
        foreach (HelperCount row in HelperCounts.All)
        {
            Count = release.Has(row) ? row.Count : Count;
        }

        foreach (HelperPrototype prototype in HelperPrototypeRows.All)
        {
            if (release.Has(prototype))
            {
                prototypes[(int)prototype.Id] = prototype;
            }
        }

        FillSets();
        groups = MakeGroups();
    }

    /// <summary>One past the last helper number.</summary>
    public int Count { get; }

    /// <summary>May move or resize the packet: pointers into it go stale.</summary>
    public HelperGroup ChangesPacket => groups[(int)HelperGroupId.ChangesPacket];

    /// <summary>Return the argument as a socket of another kind, sharing its reference.</summary>
    public HelperGroup Casts => groups[(int)HelperGroupId.Casts];

    /// <summary>Run a callback before they return.</summary>
    public HelperGroup CallsBack => groups[(int)HelperGroupId.CallsBack];

    /// <summary>Arrange for a callback to run some other time.</summary>
    public HelperGroup CallsBackLater => groups[(int)HelperGroupId.CallsBackLater];

    /// <summary>Return a reference, whatever map they are given.</summary>
    public HelperGroup Acquires => groups[(int)HelperGroupId.Acquires];

    /// <summary>The name as logs print it (<c>bpf_map_lookup_elem</c>), or <c>unknown</c> for a number the kernel does not have.</summary>
    public string NameOf(int helper) => Exists(helper) ? HelperNames.NameOf(helper)! : "unknown";

    /// <summary>True for a number that the kernel has, callable or not.</summary>
    public bool Exists(int helper) => (uint)helper < (uint)Count;

    internal IEnumerable<HelperPrototype> Prototypes => prototypes.OfType<HelperPrototype>();

    /// <summary>A prototype by its symbol; null when the kernel has no such symbol.</summary>
    public HelperPrototype? Prototype(PrototypeId symbol) => prototypes[(int)symbol];

    /// <summary>
    /// The prototype for this program. Null: programs of this type cannot call it. The licence and <see cref="Allows"/>
    /// are the caller's further questions, each with its own message.
    /// </summary>
    public HelperPrototype? Find(int helper, ProgramTraits program) =>
        Exists(helper) && SetFor(program) is { } set ? prototypes[(int)set.Find((HelperId)helper, program, names)] : null;

    /// <summary>The answer to a prototype's <see cref="HelperPrototype.Gate"/>: may this program call it from where it attaches.</summary>
    public bool Allows(HelperPrototype prototype, ProgramTraits program)
    {
        ArgumentNullException.ThrowIfNull(prototype);
        if (prototype.Gate == HelperGate.None)
        {
            return true;
        }

        release.Require(HelperGates.Known, "the helpers' own conditions");
        return gates.Allow(prototype.Gate, program);
    }

    private void FillSets()
    {
        foreach (HelperSetHead head in HelperSetHeads.All)
        {
            if (release.Has(head))
            {
                sets[(int)head.Set] = new HelperSet(head, Count);
            }
        }

        foreach (HelperRow row in HelperSetRows.All)
        {
            if (release.Has(row))
            {
                sets[(int)row.Set]!.Add(row);
            }
        }

        foreach (HelperSet? set in sets)
        {
            set?.Link(sets);
        }
    }

    private HelperGroup[] MakeGroups()
    {
        HelperGroup[] made = new HelperGroup[(int)HelperGroupId.Last + 1];
        for (int group = 0; group < made.Length; group++)
        {
            made[group] = new HelperGroup(Count);
        }

        foreach (HelperGroupRow row in HelperGroupRows.All)
        {
            if (release.Has(row))
            {
                made[(int)row.Group].Add(row.Helper);
            }
        }

        return made;
    }

    private HelperSet? SetFor(ProgramTraits program) => sets[(int)SetIdFor(program)];

    private static HelperSetId SetIdFor(ProgramTraits program) => program.Type switch
    {
        ProgramType.SocketFilter => HelperSetId.SocketFilter,
        ProgramType.Kprobe => HelperSetId.Kprobe,
        ProgramType.SchedCls or ProgramType.SchedAct => HelperSetId.TrafficControl,
        ProgramType.Tracepoint => HelperSetId.Tracepoint,
        ProgramType.Xdp => HelperSetId.Xdp,
        ProgramType.PerfEvent => HelperSetId.PerfEvent,
        ProgramType.CgroupSkb => HelperSetId.CgroupSkb,
        ProgramType.CgroupSock => HelperSetId.CgroupSock,
        ProgramType.LwtIn => HelperSetId.LwtIn,
        ProgramType.LwtOut => HelperSetId.LwtOut,
        ProgramType.LwtXmit => HelperSetId.LwtXmit,
        ProgramType.SockOps => HelperSetId.SockOps,
        ProgramType.SkSkb => HelperSetId.SkSkb,
        ProgramType.CgroupDevice => HelperSetId.CgroupDevice,
        ProgramType.SkMsg => HelperSetId.SkMsg,
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => HelperSetId.RawTracepoint,
        ProgramType.CgroupSockAddr => HelperSetId.CgroupSockAddr,
        ProgramType.LwtSeg6local => HelperSetId.LwtSeg6local,
        ProgramType.SkReuseport => HelperSetId.SkReuseport,
        ProgramType.FlowDissector => HelperSetId.FlowDissector,
        ProgramType.CgroupSysctl => HelperSetId.CgroupSysctl,
        ProgramType.CgroupSockopt => HelperSetId.CgroupSockopt,
        ProgramType.Tracing => HelperSetId.Tracing,
        ProgramType.Lsm => HelperSetId.Lsm,
        ProgramType.SkLookup => HelperSetId.SkLookup,
        ProgramType.Syscall => HelperSetId.Syscall,
        ProgramType.Netfilter => HelperSetId.Netfilter,
        ProgramType.StructOps => StructOpsSet(program),
        // Extensions ask as their target; infrared programs are not configured in.
        ProgramType.Unspec or ProgramType.Ext or ProgramType.LircMode2 => HelperSetId.None,
        _ => HelperSetId.None,
    };

    private static HelperSetId StructOpsSet(ProgramTraits program) => program.StructOps switch
    {
        "tcp_congestion_ops" => HelperSetId.TcpCongestion,
        "Qdisc_ops" or "sched_ext_ops" or "sched_ext_ops_cid" or "io_uring_bpf_ops" or "binfmt_misc_ops" or "hid_bpf_ops" => HelperSetId.Base,
        "bpf_testmod_ops" or "bpf_testmod_ops2" or "bpf_testmod_st_ops" or "bpf_testmod_multi_st_ops" => HelperSetId.Base,
        // bpf_dummy_ops and bpf_testmod_ops3 offer no helpers; what is unknown offers none either.
        _ => HelperSetId.None,
    };
}
