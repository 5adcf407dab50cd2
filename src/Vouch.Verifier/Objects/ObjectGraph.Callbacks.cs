using Vouch.Bytecode.Isa;
using Vouch.Kernel;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <content>
/// Callbacks that are followed once, though they run any number of times: so that it does not matter how often, a callback gives back
/// exactly what it acquired. Functions that it calls act for it.
/// </content>
internal static partial class ObjectGraph
{
    /// <summary>The frame of the innermost callback being followed; 0 for none, and where callbacks are followed as loops.</summary>
    public static int CallbackOf(Session session)
    {
        if (session.Program.Kernel.Rules.Callbacks == CallbackModel.Once)
        {
            for (int i = session.Path.State.CurrentFrame; i > 0; i--)
            {
                if (session.Path.State.ReadFrame(i).IsCallback)
                {
                    return i;
                }
            }
        }

        return 0;
    }

    /// <summary>What is about to be given back was acquired by the same run of the same callback, or outside of any.</summary>
    public static Check RequireAcquiredHere(Session session, in Reference reference)
    {
        if (reference.Callback == CallbackOf(session))
        {
            return Check.Ok;
        }

        Instruction call = session.Program.Instructions[session.Path.InstructionIndex];
        string function = call.IsKfuncCall
            ? $"kfunc {KfuncDescription.NameOf(session.Program, call)}#{call.Immediate}"
            : $"func {session.Program.Kernel.Helpers.NameOf(call.Immediate)}#{call.Immediate}";
        return session.Reject(Errno.Invalid, $"{function} reference has not been acquired before");
    }

    /// <summary>A callback ends: nothing that it acquired may be left, no region that it entered.</summary>
    public static Check RequireCallbackGaveBack(Session session)
    {
        VerifierState state = session.Path.State;
        FrameState frame = state.Frame;
        if (CallbackOf(session) != state.CurrentFrame || !frame.IsCallback)
        {
            return Check.Ok;
        }

        const string operation = "BPF_EXIT instruction in callback";
        Check outcome = Check.Ok;
        foreach (ref readonly Reference reference in state.ActiveReferences)
        {
            if (reference.Callback != frame.FrameNumber)
            {
                continue;
            }

            if (reference.Kind != ReferenceKind.Pointer)
            {
                return RejectInside(session, operation, reference.Kind == ReferenceKind.IrqFlag ? "bpf_local_irq_save" : "bpf_spin_lock");
            }

            outcome = RejectUnreleased(session, reference, "the callback ends");
        }

        return !outcome.IsOk ? outcome
            : state.ActiveRcuLocks > frame.RcuLocksAtEntry ? RejectInside(session, operation, "bpf_rcu_read_lock")
            : state.ActivePreemptionLocks > frame.PreemptionLocksAtEntry ? RejectInside(session, operation, "bpf_preempt_disable")
            : Check.Ok;
    }
}
