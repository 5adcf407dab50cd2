namespace Vouch.Verifier.Paths;

/// <summary>Precision: which scalars' exact values a verdict rests on, found by stepping backwards along the path.</summary>
internal static class Precision
{
    /// <summary>Marks a register of the current frame precise, and everything that its value was computed from.</summary>
    public static Check MarkChain(Session session, int register) => session.NotSupported("precision");

    /// <summary>The same for stack slots of the current path: bit n of mask f is slot n of frame f. For zeroes read from spilled registers.</summary>
    public static Check MarkSlots(Session session, int frame, ulong slots) => session.NotSupported("precision");

    /// <summary>The same for an outgoing stack argument (0-based) of the current frame.</summary>
    public static Check MarkStackArgument(Session session, int argument) => session.NotSupported("precision");
}
