namespace Vouch.Verifier.Exploration;

/// <summary>The main loop: follows every path of the program until all end or one is rejected.</summary>
internal static class PathExplorer
{
    /// <summary>Explores the main program from its first instruction.</summary>
    public static Check ExploreMain(Session session) => session.NotSupported("exploration");

    /// <summary>Explores the global functions that were called, each in the contexts it was called from.</summary>
    public static Check ExploreGlobalFunctions(Session session) => session.NotSupported("global functions");
}
