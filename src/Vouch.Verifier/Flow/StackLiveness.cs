using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Which halves of stack slots may still be read, as the analysis before exploration found.</summary>
internal sealed class StackLiveness
{
    /// <summary>
    /// True when a 4-byte half of a stack slot may still be read by what follows a state.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="state">The state: its frames, call sites and <see cref="VerifierState.InstructionIndex"/> count.</param>
    /// <param name="frame">The frame the slot belongs to.</param>
    /// <param name="half">Slot number times two, plus one for the half at the lower address.</param>
    public static bool IsHalfSlotLive(Session session, VerifierState state, int frame, int half)
    {
        _ = session;
        _ = state;
        _ = frame;
        _ = half;
        return true;
    }
}
