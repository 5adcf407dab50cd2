using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>The steps of a path that stepping backwards needs to know.</summary>
internal static class JumpHistory
{
    /// <summary>Records the current instruction in the current state's history, or adds to its record when it has one.</summary>
    public static Check Record(Session session, HistoryFlags flags, int frame = 0, int slot = 0, ulong linkedRegisters = 0) =>
        session.NotSupported("jump history");
}
