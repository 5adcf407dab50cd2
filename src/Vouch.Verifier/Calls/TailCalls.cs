using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Memory;

namespace Vouch.Verifier.Calls;

/// <summary>Tail calls: taken, the other program's result becomes that of the executing function; not taken, the program goes on.</summary>
internal static class TailCalls
{
    /// <summary>In a subprogram both ways are followed; in the main program only the one that goes on.</summary>
    /// <param name="session">The session; a subprogram's frame is left.</param>
    /// <param name="changesPacket">In the main program nothing of the packet changes for the path that goes on.</param>
    public static Check Follow(Session session, ref bool changesPacket)
    {
        if (session.Path.State.CurrentFrame == 0)
        {
            changesPacket = false;
            return Check.Ok;
        }

        if (session.Path.Frame.IsCallback && CallbackExits.AreRefused(session))
        {
            return session.Reject(Rule.TailCallPlace, Errno.Invalid, "cannot tail call within callback");
        }

        session.Path.MarkScratched(0);
        if (session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex) is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        PacketPointers.Invalidate(session);
        session.Path.Registers[0].MarkUnknown(session.Permissions.IsBpfCapable);
        if (SubprogramCalls.Return(session).Failed(out Check why))
        {
            return why;
        }

        // The main loop steps past the instruction that ended, which is now the call.
        session.Path.InstructionIndex--;
        return Check.Ok;
    }
}
