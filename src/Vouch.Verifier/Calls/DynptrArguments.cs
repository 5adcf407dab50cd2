using Vouch.Kernel.Helpers;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Dynptr arguments: constructed, used or released.</summary>
internal static class DynptrArguments
{
    /// <summary>Checks the dynptr and notes its identity in the context.</summary>
    public static Check Process(Session session, ref CallContext context, ArgumentPlace place, in ArgumentType argument)
    {
        _ = (context, place, argument);
        return session.NotSupported("dynptrs");
    }
}
