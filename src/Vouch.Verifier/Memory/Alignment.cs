using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>
/// Natural alignment: always required of the stack, whose slots are tracked whole, and of instruction arrays; elsewhere only
/// when loaded with strict alignment, or by atomics.
/// </summary>
internal static class Alignment
{
    /// <summary>Bytes by which network drivers shift packets so that the IP header is aligned.</summary>
    private const int PacketShift = 2;

    public static Check Require(in Access access)
    {
        RegisterType type = access.Pointer.Type;
        bool isStrict = access.Session.StrictAlignment || access.Operation.RequiresAlignment
            || type == RegisterKind.Stack || IsInstructionArray(access);
        if (!isStrict || access.Size == 1 || type == RegisterKind.Arena)
        {
            return Check.Ok;
        }

        return type == RegisterKind.Packet || type == RegisterKind.PacketMeta ? RequirePacket(access) : RequireGeneric(access);
    }

    private static bool IsInstructionArray(in Access access) =>
        access.Pointer.Type == RegisterKind.MapValue && access.Session.Map(access.Pointer.Map).Type == MapType.InsnArray;

    private static Check RequirePacket(in Access access)
    {
        Tnum pointer = access.Pointer.Bounds.Bits;
        return IsAligned(pointer, PacketShift + access.Offset, access.Size)
            ? Check.Ok
            : access.Session.Reject(
                Errno.AccessDenied, $"misaligned packet access off {PacketShift}+{pointer}+{access.Offset} size {access.Size}");
    }

    private static Check RequireGeneric(in Access access)
    {
        Tnum pointer = access.Pointer.Bounds.Bits;
        return IsAligned(pointer, access.Offset, access.Size)
            ? Check.Ok
            : access.Session.Reject(
                Errno.AccessDenied, $"misaligned {Region(access.Pointer.Type)}access off {pointer}+{access.Offset} size {access.Size}");
    }

    private static bool IsAligned(Tnum pointer, int offset, int size) =>
        (pointer + Tnum.Const(unchecked((ulong)offset))).IsAligned((ulong)size);

    private static string Region(RegisterType type) => type.Flags != TypeFlags.None ? "" : type.Kind switch
    {
        RegisterKind.FlowKeys => "flow keys ",
        RegisterKind.MapKey => "key ",
        RegisterKind.MapValue => "value ",
        RegisterKind.Context => "context ",
        RegisterKind.Stack => "stack ",
        RegisterKind.Socket => "sock ",
        RegisterKind.SocketCommon => "sock_common ",
        RegisterKind.TcpSocket => "tcp_sock ",
        RegisterKind.XdpSocket => "xdp_sock ",
        _ => "",
    };
}
