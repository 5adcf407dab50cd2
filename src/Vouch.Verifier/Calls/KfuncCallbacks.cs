namespace Vouch.Verifier.Calls;

/// <summary>Callbacks that kfuncs run before they return.</summary>
internal static class KfuncCallbacks
{
    /// <summary>The comparison function of a tree insertion.</summary>
    public static Check PushCompare(Session session, in KfuncContext context)
    {
        _ = context;
        return session.NotSupported("tree insertions");
    }
}
