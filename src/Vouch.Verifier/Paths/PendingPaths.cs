using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>The paths still to be explored, last in first out.</summary>
internal static class PendingPaths
{
    /// <summary>Queues a copy of the current state that goes on at an instruction; null when too many paths are pending (already logged).</summary>
    public static VerifierState? Push(Session session, int instruction, int previousInstruction, bool isSpeculative) =>
        throw new VerifierBugException(instruction, "no pending paths");
}
