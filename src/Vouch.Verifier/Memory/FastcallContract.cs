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
            Break(session, subprogram);
        }
    }

    private static void Break(Session session, SubprogramInfo subprogram)
    {
        subprogram.FastcallStackOffset = short.MinValue;
        for (int i = subprogram.Start; i < subprogram.End; i++)
        {
            session.Notes[i].FastcallSpills = 0;
            session.Notes[i].Marks &= ~InstructionMarks.FastcallPattern;
        }
    }
}
