using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>To come.</summary>
internal static class BtfObjectAccess
{
    public static Check Access(in Access access) => access.Session.NotSupported("BTF objects");

    public static Check RequireForCall(Session session, in RegisterState pointer, ArgumentPlace place, int size, AccessKind kind)
    {
        _ = (pointer, place, size, kind);
        return session.NotSupported("BTF objects");
    }
}
