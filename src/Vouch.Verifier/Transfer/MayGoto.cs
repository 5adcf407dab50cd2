using Vouch.Bytecode.Isa;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>may_goto: the loop goes on as long as the run-time budget lasts, so both ways are always possible.</summary>
internal static class MayGoto
{
    public static Check Execute(Session session, Instruction insn)
    {
        Checkpoint? previous = Widening.FindPreviousEntry(session.Path, session.Checkpoints, session.Path.State.Parent, session.Path.InstructionIndex);
        VerifierState? queued = session.Pending.Push(session.Path.InstructionIndex + 1, session.Path.InstructionIndex);
        if (queued is null)
        {
            return session.StillRejected(Errno.TooBig);
        }

        queued.MayGotoDepth++;
        if (previous is not null)
        {
            Widening.WidenImprecise(session.Program.Kernel.Rules, session.Permissions, session.Path.LastId, previous, queued);
        }

        session.Path.InstructionIndex += insn.Offset + 1;
        return Check.Ok;
    }
}
