using System.Collections.Frozen;
using System.Collections.Generic;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Contexts;

/// <summary>The socket register types that have fields of their own.</summary>
public enum SocketKind : byte
{
    Common,
    Full,
    Tcp,
    Xdp,
}

/// <summary>Which bytes of its context a program may read and write, and what it gets.</summary>
public sealed class ContextRules
{
    private static readonly ProgramTraits AnyProgram = new() { Type = ProgramType.Unspec };

    // Extensions ask as their target; infrared programs are not configured in.
    private readonly FrozenDictionary<ProgramType, ContextTable> tables = new Dictionary<ProgramType, ContextTable>
    {
        [ProgramType.SocketFilter] = PacketContexts.SocketFilter,
        [ProgramType.Kprobe] = TracingContexts.Kprobe,
        [ProgramType.SchedCls] = PacketContexts.TrafficControl,
        [ProgramType.SchedAct] = PacketContexts.TrafficControl,
        [ProgramType.Tracepoint] = TracingContexts.Tracepoint,
        [ProgramType.Xdp] = PacketContexts.Xdp,
        [ProgramType.PerfEvent] = TracingContexts.PerfEvent,
        [ProgramType.CgroupSkb] = PacketContexts.CgroupSkb,
        [ProgramType.CgroupSock] = SocketContexts.CgroupSock,
        [ProgramType.LwtIn] = PacketContexts.Lwt,
        [ProgramType.LwtOut] = PacketContexts.Lwt,
        [ProgramType.LwtXmit] = PacketContexts.Lwt,
        [ProgramType.SockOps] = SocketContexts.SockOps,
        [ProgramType.SkSkb] = PacketContexts.SkSkb,
        [ProgramType.CgroupDevice] = CgroupContexts.Device,
        [ProgramType.SkMsg] = SocketContexts.SkMsg,
        [ProgramType.RawTracepoint] = TracingContexts.RawTracepoint,
        [ProgramType.CgroupSockAddr] = SocketContexts.CgroupSockAddr,
        [ProgramType.LwtSeg6local] = PacketContexts.Lwt,
        [ProgramType.SkReuseport] = SocketContexts.SkReuseport,
        [ProgramType.FlowDissector] = PacketContexts.FlowDissector,
        [ProgramType.CgroupSysctl] = CgroupContexts.Sysctl,
        [ProgramType.RawTracepointWritable] = TracingContexts.RawTracepointWritable,
        [ProgramType.CgroupSockopt] = CgroupContexts.Sockopt,
        [ProgramType.Tracing] = TracingContexts.Arguments,
        [ProgramType.StructOps] = TracingContexts.Arguments,
        [ProgramType.Lsm] = TracingContexts.SecurityArguments,
        [ProgramType.SkLookup] = SocketContexts.SkLookup,
        [ProgramType.Syscall] = TracingContexts.Syscall,
        [ProgramType.Netfilter] = TracingContexts.Netfilter,
    }.ToFrozenDictionary();

    private readonly ContextTable[] sockets =
        [SocketContexts.SocketCommon, SocketContexts.Socket, SocketContexts.TcpSocket, SocketContexts.XdpSocket];

    internal ContextRules()
    {
    }

    /// <summary>Bytes of <c>struct bpf_flow_keys</c>.</summary>
    public int FlowKeysSize { get; } = FlowKeysLayout.Bytes;

    /// <summary>
    /// The rule of the program's type. A result of kind <see cref="ContextValueKind.BtfArgument"/> is not final: the function's
    /// prototype decides.
    /// </summary>
    public ContextAccessResult Check(in ContextAccess access, ProgramTraits program)
    {
        if (program is { Type: ProgramType.StructOps, StructOps: "Qdisc_ops", StructOpsMember: "enqueue" })
        {
            return TracingContexts.QdiscEnqueue.Check(access, program);
        }

        return tables.TryGetValue(program.Type, out ContextTable? table) ? table.Check(access, program) : default;
    }

    /// <summary>A read through a socket register (these are never written).</summary>
    public ContextAccessResult CheckSocket(SocketKind kind, int offset, int size) =>
        sockets[(int)kind].Check(new ContextAccess(offset, size), AnyProgram);
}
