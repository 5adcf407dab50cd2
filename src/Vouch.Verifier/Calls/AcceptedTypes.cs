using System;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Memory;
using Vouch.Verifier.State;
using F = Vouch.Kernel.TypeModifiers;
using K = Vouch.Verifier.State.RegisterKind;

namespace Vouch.Verifier.Calls;

/// <summary>The register types that each kind of argument accepts, in the order in which messages list them. Source: Linux 7.3.</summary>
internal static class AcceptedTypes
{
    private static readonly RegisterType[] AnySocket = [K.SocketCommon, K.Socket, K.TcpSocket, K.XdpSocket];

    private static readonly RegisterType[] SocketOrBtf =
        [K.SocketCommon, K.Socket, K.TcpSocket, K.XdpSocket, K.BtfObject, new(K.BtfObject, F.Trusted)];

    private static readonly RegisterType[] MemoryOrContext =
    [
        K.Stack, K.Packet, K.PacketMeta, K.MapKey, K.MapValue, K.Memory, new(K.Memory, F.RingbufMemory), K.Buffer,
        new(K.BtfObject, F.Trusted), K.Context,
    ];

    private static readonly RegisterType[] Memory = MemoryOrContext[..^1];

    private static readonly RegisterType[] BtfObject = [K.BtfObject, new(K.BtfObject, F.Trusted), new(K.BtfObject, F.Rcu)];

    private static readonly RegisterType[] PercpuBtfObject =
    [
        new(K.BtfObject, F.Percpu), new(K.BtfObject, F.Percpu | F.Rcu), new(K.BtfObject, F.Percpu | F.Trusted),
    ];

    private static readonly RegisterType[] SpinLock = [K.MapValue, new(K.BtfObject, F.Allocated)];

    private static readonly RegisterType[] KptrExchangeTarget =
    [
        K.MapValue, new(K.BtfObject, F.Allocated), new(K.BtfObject, F.Allocated | F.NonOwning),
        new(K.BtfObject, F.Allocated | F.NonOwning | F.Rcu),
    ];

    private static readonly RegisterType[] OwnedKptrExchangeTarget = KptrExchangeTarget[..2];

    private static readonly RegisterType[] Scalar = [K.Scalar];

    private static readonly RegisterType[] MapPointer = [K.MapPointer];

    private static readonly RegisterType[] MapValue = [K.MapValue];

    private static readonly RegisterType[] Context = [K.Context];

    private static readonly RegisterType[] Socket = [K.Socket];

    private static readonly RegisterType[] RingbufMemory = [new(K.Memory, F.RingbufMemory)];

    private static readonly RegisterType[] Function = [K.Function];

    private static readonly RegisterType[] Stack = [K.Stack];

    private static readonly RegisterType[] Dynptr = [K.Stack, K.Dynptr];

    /// <summary>The types accepted in a session; empty for a kind that no register satisfies.</summary>
    public static ReadOnlySpan<RegisterType> For(Session session, ArgumentKind kind) => kind switch
    {
        ArgumentKind.MapKey or ArgumentKind.MapValue or ArgumentKind.Memory =>
            ContextPointers.IsMemoryOfHelpers(session) ? MemoryOrContext : Memory,
        ArgumentKind.MemorySize or ArgumentKind.MemorySizeOrZero or ArgumentKind.ConstAllocationSizeOrZero or ArgumentKind.Scalar => Scalar,
        ArgumentKind.ConstMap => MapPointer,
        ArgumentKind.Context => Context,
        ArgumentKind.SocketCommon => AnySocket,
        ArgumentKind.BtfSocketCommon => SocketOrBtf,
        ArgumentKind.Socket => Socket,
        ArgumentKind.BtfPointer => BtfObject,
        ArgumentKind.SpinLock => SpinLock,
        ArgumentKind.RingbufMemory => RingbufMemory,
        ArgumentKind.PercpuBtfPointer => PercpuBtfObject,
        ArgumentKind.Function => Function,
        ArgumentKind.Stack => Stack,
        ArgumentKind.ConstString or ArgumentKind.Timer => MapValue,
        ArgumentKind.KptrExchangeTarget =>
            session.Program.Kernel.Rules.Calls.ExchangesIntoBorrowedObjects ? KptrExchangeTarget : OwnedKptrExchangeTarget,
        ArgumentKind.Dynptr => Dynptr,
        _ => [],
    };

    /// <summary>The kinds whose argument is a block of memory of any origin.</summary>
    public static bool IsMemory(ArgumentKind kind) => kind is ArgumentKind.MapKey or ArgumentKind.MapValue or ArgumentKind.Memory;
}
