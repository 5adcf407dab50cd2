using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>An iterator's next: one path gets an element and goes round the loop again, the other finds the iterator drained.</summary>
internal static class IteratorStep
{
    /// <summary>Queues the path with an element; the current one goes on without.</summary>
    public static Check Follow(Session session, in KfuncContext context)
    {
        if (Slot(session.Path.State, context).IteratorState == IteratorState.Active)
        {
            // The call is a checkpoint: the state's parent is the one stored right here in this round.
            Checkpoint? previous = Widening.FindPreviousEntry(session.Path, session.Checkpoints, session.Path.State.Parent, session.Path.InstructionIndex);
            VerifierState? queued = session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex);
            if (queued is null)
            {
                return session.StillRejected(Errno.TooBig);
            }

            ref RegisterState advanced = ref Slot(queued, context);
            advanced.IteratorState = IteratorState.Active;
            advanced.IteratorDepth++;
            if (previous is not null)
            {
                Widening.WidenImprecise(session.Program.Kernel.Rules, session.Permissions, session.Path.LastId, previous, queued);
            }

            queued.Registers[0].Type = queued.Registers[0].Type.Without(TypeFlags.MaybeNull);
        }

        Slot(session.Path.State, context).IteratorState = IteratorState.Drained;
        session.Path.Registers[0].MarkKnownScalar(0, session.Permissions.IsBpfCapable);
        return Check.Ok;
    }

    private static ref RegisterState Slot(VerifierState state, in KfuncContext context) =>
        ref state.WriteFrame(context.IteratorFrame).Stack[context.IteratorSlot].Spilled;
}
