using Vouch.Kernel.Contexts;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Loads of the fields that socket pointers give access to; never stores.</summary>
internal static class SocketAccess
{
    public static Check Access(in Access access)
    {
        if (access.IsWrite)
        {
            return access.RejectWrite();
        }

        if (access.Pointer.VariableMin < 0)
        {
            return access.Session.Reject(
                Rule.NegativeOffset, access.Place.Subject, Errno.AccessDenied,
                $"{access.Place} min value is negative, either use unsigned index or do a if (index >=0) check.");
        }

        ContextAccessResult answer = access.Session.Program.Kernel.Contexts.CheckSocket(KindOf(access.Pointer.Type), access.Offset, access.Size);
        if (!answer.IsAllowed)
        {
            return access.Session.Reject(
                Rule.SocketBounds, access.Place.Subject,
                Errno.AccessDenied, $"{access.Place} invalid {access.TypeName} access off={access.Offset} size={access.Size}");
        }

        access.Session.CurrentFindings.ContextFieldSize = answer.FieldSize;
        return access.LoadUnknown();
    }

    private static SocketKind KindOf(RegisterType type) => type.Kind switch
    {
        RegisterKind.Socket => SocketKind.Full,
        RegisterKind.TcpSocket => SocketKind.Tcp,
        RegisterKind.XdpSocket => SocketKind.Xdp,
        _ => SocketKind.Common,
    };
}
