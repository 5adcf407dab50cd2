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

    public static Check Require(in Access access) =>
        Require(access.Session, access.Pointer, access.Operation.Offset, access.Size, access.Operation.RequiresAlignment);

    /// <summary>Memory of a size that a pointer gives to an access or a call.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="offset">Added to the pointer.</param>
    /// <param name="size">Bytes, which is the alignment too.</param>
    /// <param name="always">Required whatever the region and the way the program was loaded.</param>
    public static Check Require(Session session, in RegisterState pointer, int offset, int size, bool always)
    {
        RegisterType type = pointer.Type;
        bool isStrict = session.Permissions.StrictAlignment || always || type == RegisterKind.Stack || IsInstructionArray(session, pointer);
        if (!isStrict || size == 1 || type == RegisterKind.Arena)
        {
            return Check.Ok;
        }

        bool isPacket = type == RegisterKind.Packet || type == RegisterKind.PacketMeta;
        int moved = unchecked(pointer.FixedOffset + offset);
        if (IsAligned(pointer.VariableBits, isPacket ? PacketShift + moved : moved, size))
        {
            return Check.Ok;
        }

        string parts = session.Offsets.Parts(pointer);
        return session.Reject(
            Rule.Misaligned, Errno.AccessDenied,
            isPacket
                ? $"misaligned packet access off {PacketShift}+{parts}+{offset} size {size}"
                : $"misaligned {Region(type)}access off {parts}+{offset} size {size}");
    }

    private static bool IsInstructionArray(Session session, in RegisterState pointer) =>
        pointer.Type == RegisterKind.MapValue && session.Facts.Map(pointer.Map).Type == MapType.InsnArray;

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
