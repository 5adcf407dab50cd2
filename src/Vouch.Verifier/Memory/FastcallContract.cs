using System.Runtime.CompilerServices;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>
/// Spill and fill pairs around calls of little clobber are removed later, which is only right while nothing else touches the
/// stack below the subprogram's own use of it.
/// </summary>
internal static class FastcallContract
{
    /// <summary>The current instruction accesses the stack of a frame; outside a pattern that may break the contract.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NoteAccess(Session session, FrameState frame, int offset)
    {
        SubprogramInfo subprogram = session.Facts.Subprograms[frame.Subprogram];
        if (subprogram.FastcallStackOffset > offset && !session.CurrentNotes.Is(InstructionMarks.FastcallPattern))
        {
            session.Findings.Subprograms[frame.Subprogram].BreaksFastcall = true;
        }
    }
}
