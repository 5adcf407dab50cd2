using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>Contexts that are the arguments of a kernel function: its BTF prototype types them.</summary>
internal static class BtfContext
{
    public static bool TryAccess(Session session, int offset, int size, out ContextValue value)
    {
        value = new ContextValue(RegisterType.Scalar);
        _ = (offset, size);
        _ = session.NotSupported("typed context");
        return false;
    }
}
