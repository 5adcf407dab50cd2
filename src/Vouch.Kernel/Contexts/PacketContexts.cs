using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using static Vouch.Kernel.Contexts.FieldAccess;
using static Vouch.Kernel.Contexts.SkBuffLayout;

namespace Vouch.Kernel.Contexts;

/// <summary>Contexts over a packet: <c>struct __sk_buff</c> in its many readings, and <c>struct xdp_md</c>. Source: Linux 7.3, net/core/filter.c.</summary>
internal static class PacketContexts
{
    private static readonly ContextMember PeerFields = Family.To(LocalPort);

    /// <summary>What all readings of <c>__sk_buff</c> share; packet pointers, time stamp kinds and writing are theirs to add.</summary>
    private static readonly ContextTable SkBuff = new()
    {
        Limit = Bytes,
        Fields =
        [
            .. Words(Len, PktType, Mark, QueueMapping, Protocol, VlanPresent, VlanTci, VlanProto, Priority, IngressIfindex, Ifindex, TcIndex),
            new(Cb, Within),
            .. Words(Hash, TcClassid),
            Pointer(Data, ContextValueKind.Scalar),
            Pointer(DataEnd, ContextValueKind.Scalar),
            .. Words(NapiId, Family),
            new(RemoteIp4, Exactly(4)),
            new(LocalIp4, Exactly(4)),
            new(RemoteIp6, Exactly(4)),
            new(LocalIp6, Exactly(4)),
            .. Words(RemotePort, LocalPort),
            Pointer(DataMeta, ContextValueKind.Scalar),
            new(Tstamp, Exactly(8)),
            .. Words(WireLen, GsoSegs),
            new(Sk, Exactly(8)) { Kind = ContextValueKind.SocketCommonOrNull },
            .. Words(GsoSize),
            new(Hwtstamp, Exactly(8)),
        ],
    };

    public static ContextTable SocketFilter { get; } = SkBuff
        .Without(TcClassid, Data, DataEnd, DataMeta, PeerFields, Tstamp, WireLen, Hwtstamp)
        .Writable(Cb);

    public static ContextTable CgroupSkb { get; } = SkBuff
        .Without(TcClassid, DataMeta, WireLen)
        .With(
            Pointer(Data, ContextValueKind.Packet) with { ReadRequires = Capabilities.Bpf },
            Pointer(DataEnd, ContextValueKind.PacketEnd) with { ReadRequires = Capabilities.Bpf },
            new ContextField(Tstamp, Exactly(8)) { Write = Exactly(8), WriteRequires = Capabilities.Bpf })
        .Writable(Mark, Priority, Cb);

    public static ContextTable Lwt { get; } = SkBuff
        .Without(TcClassid, PeerFields, DataMeta, Tstamp, WireLen, Hwtstamp)
        .With(Pointer(Data, ContextValueKind.Packet), Pointer(DataEnd, ContextValueKind.PacketEnd))
        .Writable(Mark, Priority, Cb);

    public static ContextTable TrafficControl { get; } = SkBuff
        .Without(PeerFields)
        .With(
            Pointer(Data, ContextValueKind.Packet),
            Pointer(DataEnd, ContextValueKind.PacketEnd),
            Pointer(DataMeta, ContextValueKind.PacketMeta),
            new ContextField(TstampType, Exactly(1)) { MarksTimestampKind = true })
        .Writable(Mark, TcIndex, Priority, TcClassid, Cb, Tstamp, QueueMapping);

    public static ContextTable SkSkb { get; } = SkBuff
        .Without(TcClassid, DataMeta, Tstamp, WireLen, Hwtstamp, Mark)
        .With(Pointer(Data, ContextValueKind.Packet), Pointer(DataEnd, ContextValueKind.PacketEnd))
        .Writable(TcIndex, Priority);

    public static ContextTable FlowDissector { get; } = new()
    {
        Limit = Bytes,
        Fields =
        [
            Pointer(Data, ContextValueKind.Packet),
            Pointer(DataEnd, ContextValueKind.PacketEnd),
            new(FlowKeys, Exactly(8)) { Kind = ContextValueKind.FlowKeys },
        ],
    };

    public static ContextTable Xdp { get; } = new()
    {
        Limit = XdpLayout.Bytes,
        Fields =
        [
            Pointer(XdpLayout.Data, ContextValueKind.Packet),
            Pointer(XdpLayout.DataEnd, ContextValueKind.PacketEnd),
            Pointer(XdpLayout.DataMeta, ContextValueKind.PacketMeta),
            new(XdpLayout.IngressIfindex, Exactly(4)),
            new(XdpLayout.RxQueueIndex, Exactly(4)),
            new(XdpLayout.EgressIfindex, Exactly(4)) { ReadableFor = AttachTypes.Of(AttachType.XdpDevmap) },
        ],
    };

    /// <summary>Fields of four bytes that may be read in part.</summary>
    private static ImmutableArray<ContextField> Words(params ImmutableArray<ContextMember> members) =>
        ImmutableArray.CreateRange(members, member => new ContextField(member, PartOf(4)));

    private static ContextField Pointer(ContextMember member, ContextValueKind kind) =>
        new(member, Exactly(4)) { Kind = kind, RefusesSignExtension = true };
}
