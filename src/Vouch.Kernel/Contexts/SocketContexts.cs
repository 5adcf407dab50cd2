using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using static Vouch.Kernel.Contexts.FieldAccess;

namespace Vouch.Kernel.Contexts;

/// <summary>Contexts of programs on sockets, and the socket register types. Source: Linux 7.3, net/core/filter.c.</summary>
internal static class SocketContexts
{
    /// <summary>A full socket, as register type and as the context of socket creation.</summary>
    public static ContextTable Socket { get; } = new()
    {
        Limit = SockLayout.Bytes,
        // Interface, mark and priority, and the unused tails of fields that are readable at their start only.
        UnlistedRead = Exactly(4),
        Fields =
        [
            StartOf(SockLayout.Family),
            StartOf(SockLayout.Type),
            StartOf(SockLayout.Protocol),
            new(SockLayout.SrcIp4, PartOf(4)),
            new(SockLayout.SrcIp6, PartOf(4)),
            StartOf(SockLayout.SrcPort),
            new(SockLayout.DstPort, Exactly(4)),
            new(SockLayout.DstPort, PartOf(2)),
            new(new ContextMember(SockLayout.DstPort.End, 2), None),
            new(SockLayout.DstIp4, PartOf(4)),
            new(SockLayout.DstIp6, PartOf(4)),
            StartOf(SockLayout.State),
            StartOf(SockLayout.RxQueueMapping),
        ],
    };

    /// <summary>Any kind of socket, perhaps not a full one.</summary>
    public static ContextTable SocketCommon { get; } = Socket
        .With(new ContextField(SockLayout.Type.To(SockLayout.Priority), None));

    public static ContextTable TcpSocket { get; } = new()
    {
        Limit = TcpSockLayout.IcskRetransmits.End,
        UnlistedRead = Exactly(4),
        Fields =
        [
            new(TcpSockLayout.BytesReceived, Exactly(8)) { AtStartOnly = true },
            new(TcpSockLayout.BytesAcked, Exactly(8)) { AtStartOnly = true },
        ],
    };

    public static ContextTable XdpSocket { get; } = new() { Limit = XdpSockLayout.QueueId.End, UnlistedRead = Exactly(4) };

    public static ContextTable CgroupSock { get; } = Socket.With(
        Configurable(SockLayout.BoundDevIf),
        Configurable(SockLayout.Mark),
        Configurable(SockLayout.Priority),
        new ContextField(SockLayout.SrcIp4, PartOf(4)) { ReadableFor = AttachTypes.Of(AttachType.CgroupInet4PostBind) },
        new ContextField(SockLayout.SrcIp6, PartOf(4)) { ReadableFor = AttachTypes.Of(AttachType.CgroupInet6PostBind) },
        StartOf(SockLayout.SrcPort) with
        {
            ReadableFor = AttachTypes.Of(AttachType.CgroupInet4PostBind, AttachType.CgroupInet6PostBind),
        });

    private static readonly AttachTypes FourHooks = AttachTypes.Of(
        AttachType.CgroupInet4Bind, AttachType.CgroupInet4Connect, AttachType.CgroupInet4Getpeername,
        AttachType.CgroupInet4Getsockname, AttachType.CgroupUdp4Sendmsg, AttachType.CgroupUdp4Recvmsg);

    private static readonly AttachTypes SixHooks = AttachTypes.Of(
        AttachType.CgroupInet6Bind, AttachType.CgroupInet6Connect, AttachType.CgroupInet6Getpeername,
        AttachType.CgroupInet6Getsockname, AttachType.CgroupUdp6Sendmsg, AttachType.CgroupUdp6Recvmsg);

    public static ContextTable CgroupSockAddr { get; } = new()
    {
        Limit = SockAddrLayout.Bytes,
        Fields =
        [
            new(SockAddrLayout.UserFamily, Exactly(4)),
            Address(SockAddrLayout.UserIp4, FourHooks),
            Address(SockAddrLayout.UserIp6, SixHooks),
            WideAddress(SockAddrLayout.UserIp6, SixHooks),
            Address(SockAddrLayout.UserPort, AttachTypes.All),
            new(SockAddrLayout.Family, Exactly(4)),
            new(SockAddrLayout.Type, Exactly(4)),
            new(SockAddrLayout.Protocol, Exactly(4)),
            Address(SockAddrLayout.MsgSrcIp4, AttachTypes.Of(AttachType.CgroupUdp4Sendmsg)),
            Address(SockAddrLayout.MsgSrcIp6, AttachTypes.Of(AttachType.CgroupUdp6Sendmsg)),
            WideAddress(SockAddrLayout.MsgSrcIp6, AttachTypes.Of(AttachType.CgroupUdp6Sendmsg)),
            new(SockAddrLayout.Sk, Exactly(8)) { Kind = ContextValueKind.Socket },
        ],
    };

    public static ContextTable SockOps { get; } = new()
    {
        Limit = SockOpsLayout.Bytes,
        UnlistedRead = Exactly(4),
        Fields =
        [
            new(SockOpsLayout.Reply, Exactly(4)) { Write = Exactly(4) },
            new(SockOpsLayout.SkTxhash, Exactly(4)) { Write = Exactly(4) },
            new(SockOpsLayout.BytesReceived, Exactly(8)),
            new(SockOpsLayout.BytesAcked, Exactly(8)),
            new(SockOpsLayout.Sk, Exactly(8)) { Kind = ContextValueKind.SocketOrNull },
            new(SockOpsLayout.SkbData, Exactly(8)) { Kind = ContextValueKind.Packet },
            new(SockOpsLayout.SkbDataEnd, Exactly(8)) { Kind = ContextValueKind.PacketEnd },
            StartOf(SockOpsLayout.SkbTcpFlags),
            new(SockOpsLayout.SkbHwtstamp, Exactly(8)),
        ],
    };

    public static ContextTable SkMsg { get; } = new()
    {
        Limit = SkMsgLayout.Bytes,
        Fields =
        [
            new(SkMsgLayout.Data, Exactly(8)) { Kind = ContextValueKind.Packet },
            new(SkMsgLayout.DataEnd, Exactly(8)) { Kind = ContextValueKind.PacketEnd },
            new(SkMsgLayout.Family.To(SkMsgLayout.Size), Exactly(4)),
            new(SkMsgLayout.Sk, Exactly(8)) { Kind = ContextValueKind.Socket },
        ],
    };

    public static ContextTable SkReuseport { get; } = new()
    {
        Limit = SkReuseportLayout.Bytes,
        Fields =
        [
            new(SkReuseportLayout.Data, Exactly(8)) { Kind = ContextValueKind.Packet },
            new(SkReuseportLayout.DataEnd, Exactly(8)) { Kind = ContextValueKind.PacketEnd },
            new(SkReuseportLayout.Len, PartOf(4)),
            // The kernel's own field has two bytes: one byte of it has no meaning.
            new(SkReuseportLayout.EthProtocol, PartOf(4, atLeast: 2)),
            new(SkReuseportLayout.IpProtocol, PartOf(4)),
            new(SkReuseportLayout.BindInany, PartOf(4)),
            new(SkReuseportLayout.Hash, Exactly(4)),
            new(SkReuseportLayout.Sk, Exactly(8)) { Kind = ContextValueKind.Socket },
            new(SkReuseportLayout.MigratingSk, Exactly(8)) { Kind = ContextValueKind.SocketCommonOrNull },
        ],
    };

    public static ContextTable SkLookup { get; } = new()
    {
        Limit = SkLookupLayout.Bytes,
        Fields =
        [
            new(SkLookupLayout.Sk, Exactly(8)) { Kind = ContextValueKind.SocketOrNull },
            .. ImmutableArray.CreateRange(
                [
                    SkLookupLayout.Family, SkLookupLayout.Protocol, SkLookupLayout.RemoteIp4, SkLookupLayout.RemoteIp6,
                    SkLookupLayout.LocalIp4, SkLookupLayout.LocalIp6, SkLookupLayout.LocalPort, SkLookupLayout.IngressIfindex,
                ],
                member => new ContextField(member, PartOf(4))),
            // The port once had four bytes: it may be read so, and the padding behind it too.
            new(SkLookupLayout.RemotePort, Exactly(4)),
            new(SkLookupLayout.RemotePort, PartOf(2)),
            new(new ContextMember(SkLookupLayout.RemotePort.End, 2), PartOf(2)),
        ],
    };

    private static ContextField StartOf(ContextMember member) => new(member, PartOf(4)) { AtStartOnly = true };

    private static ContextField Configurable(ContextMember member) => new(member, Exactly(4))
    {
        Write = Exactly(4), ReadableFor = CreationHooks, WritableFor = CreationHooks,
    };

    private static AttachTypes CreationHooks => AttachTypes.Of(AttachType.CgroupInetSockCreate, AttachType.CgroupInetSockRelease);

    private static ContextField Address(ContextMember member, AttachTypes hooks) => new(member, PartOf(4))
    {
        Write = Exactly(4), ReadableFor = hooks, WritableFor = hooks,
    };

    private static ContextField WideAddress(ContextMember member, AttachTypes hooks) => new(member, Wide)
    {
        Write = Wide, ReadableFor = hooks, WritableFor = hooks,
    };
}
