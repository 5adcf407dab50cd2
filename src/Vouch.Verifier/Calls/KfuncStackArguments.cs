using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Objects on the stack and in graphs as arguments of kfuncs: dynptrs, iterators, irq flags, list and tree roots and nodes, locks.</summary>
internal static class KfuncStackArguments
{
    public static Check Require(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        _ = (context, place);
        return session.NotSupported($"kfunc arguments of kind {parameter.Kind}");
    }
}
