using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

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
    private readonly NumberedRows<TypedContext> tables = new(
    [
        new(ProgramType.SocketFilter, PacketContexts.SocketFilter),
        new(ProgramType.Kprobe, TracingContexts.Kprobe),
        new(ProgramType.SchedCls, PacketContexts.TrafficControl),
        new(ProgramType.SchedAct, PacketContexts.TrafficControl),
        new(ProgramType.Tracepoint, TracingContexts.Tracepoint),
        new(ProgramType.Xdp, PacketContexts.Xdp),
        new(ProgramType.PerfEvent, TracingContexts.PerfEvent),
        new(ProgramType.CgroupSkb, PacketContexts.CgroupSkb),
        new(ProgramType.CgroupSock, SocketContexts.CgroupSock),
        new(ProgramType.LwtIn, PacketContexts.Lwt),
        new(ProgramType.LwtOut, PacketContexts.Lwt),
        new(ProgramType.LwtXmit, PacketContexts.Lwt),
        new(ProgramType.SockOps, SocketContexts.SockOps),
        new(ProgramType.SkSkb, PacketContexts.SkSkb),
        new(ProgramType.CgroupDevice, CgroupContexts.Device),
        new(ProgramType.SkMsg, SocketContexts.SkMsg),
        new(ProgramType.RawTracepoint, TracingContexts.RawTracepoint),
        new(ProgramType.CgroupSockAddr, SocketContexts.CgroupSockAddr),
        new(ProgramType.LwtSeg6local, PacketContexts.Lwt),
        new(ProgramType.SkReuseport, SocketContexts.SkReuseport),
        new(ProgramType.FlowDissector, PacketContexts.FlowDissector),
        new(ProgramType.CgroupSysctl, CgroupContexts.Sysctl),
        new(ProgramType.RawTracepointWritable, TracingContexts.RawTracepointWritable),
        new(ProgramType.CgroupSockopt, CgroupContexts.Sockopt),
        new(ProgramType.Tracing, TracingContexts.Arguments),
        new(ProgramType.StructOps, TracingContexts.Arguments),
        new(ProgramType.Lsm, TracingContexts.SecurityArguments),
        new(ProgramType.SkLookup, SocketContexts.SkLookup),
        new(ProgramType.Syscall, TracingContexts.Syscall),
        new(ProgramType.Netfilter, TracingContexts.Netfilter),
    ], row => (int)row.Type);

    private readonly ContextTable[] sockets =
        [SocketContexts.SocketCommon, SocketContexts.Socket, SocketContexts.TcpSocket, SocketContexts.XdpSocket];

    internal ContextRules(KernelRelease release) => release.Require(Spans.Since618, "contexts");

    /// <summary>
    /// The rule of the program's type. A result of kind <see cref="ContextValueKind.BtfArgument"/> is not final: the function's
    /// prototype decides.
    /// </summary>
    public ContextAccessResult Check(in ContextAccessQuery access, ProgramTraits program)
    {
        if (program is { Type: ProgramType.StructOps, StructOps: "Qdisc_ops", StructOpsMember: "enqueue" })
        {
            return TracingContexts.QdiscEnqueue.Check(access, program);
        }

        return tables.Find((int)program.Type) is { } row ? row.Table.Check(access, program) : default;
    }

    /// <summary>A read through a socket register (these are never written).</summary>
    public ContextAccessResult CheckSocket(SocketKind kind, int offset, int size) =>
        sockets[(int)kind].Check(new ContextAccessQuery(offset, size), AnyProgram);

    private sealed record TypedContext(ProgramType Type, ContextTable Table);
}
