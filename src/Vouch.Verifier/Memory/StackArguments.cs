namespace Vouch.Verifier.Memory;

/// <summary>Arguments beyond the fifth: stored to below R11 by the caller, loaded from above R11 by the callee.</summary>
internal static class StackArguments
{
    /// <summary>Stores an outgoing argument at the current instruction.</summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The instruction's offset: -8 is the sixth argument, -16 the seventh.</param>
    /// <param name="valueRegister">The register stored, or -1 for the instruction's immediate.</param>
    public static Check Store(Session session, int offset, int valueRegister) => session.NotSupported("stack arguments");

    /// <summary>Loads an incoming argument into a register at the current instruction.</summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The instruction's offset: 8 is the sixth argument, 16 the seventh.</param>
    /// <param name="destination">The register loaded.</param>
    public static Check Load(Session session, int offset, int destination) => session.NotSupported("stack arguments");
}
