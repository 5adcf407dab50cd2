using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Entering and leaving RCU read sections and regions without preemption.</summary>
internal static class KfuncRegions
{
    public static Check Apply(Session session, KfuncSignature signature)
    {
        VerifierState state = session.Path.State;

        // A callback that is followed once leaves the regions alone that it was entered in.
        int callback = session.CallbackFrames.AcquiringIn(state);
        int rcuLocks = callback == 0 ? 0 : state.ReadFrame(callback).RcuLocksAtEntry;
        int preemptionLocks = callback == 0 ? 0 : state.ReadFrame(callback).PreemptionLocksAtEntry;
        switch (signature.Special)
        {
            case SpecialKfunc.RcuReadLock:
                state.ActiveRcuLocks++;
                return Check.Ok;
            case SpecialKfunc.PreemptDisable:
                state.ActivePreemptionLocks++;
                return Check.Ok;
            case SpecialKfunc.RcuReadUnlock when state.ActiveRcuLocks == rcuLocks:
                return session.Reject(
                    Rule.RcuUnmatched, Subject.Function(signature.Name), Errno.Invalid,
                    $"unmatched rcu read unlock (kernel function {signature.Name})");
            case SpecialKfunc.RcuReadUnlock:
                state.ActiveRcuLocks--;
                break;
            case SpecialKfunc.PreemptEnable when state.ActivePreemptionLocks == preemptionLocks:
                return session.Reject(
                    Rule.PreemptUnmatched, Subject.Function(signature.Name), Errno.Invalid,
                    $"unmatched attempt to enable preemption (kernel function {signature.Name})");
            case SpecialKfunc.PreemptEnable:
                state.ActivePreemptionLocks--;
                break;
            default:
                return Check.Ok;
        }

        ObjectGraph.EndRcuProtection(session);
        return Check.Ok;
    }
}
