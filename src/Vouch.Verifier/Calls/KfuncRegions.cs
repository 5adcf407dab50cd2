using Vouch.Verifier.Calls.Callbacks;
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
            case SpecialKfunc.RcuReadLock or SpecialKfunc.RcuReadUnlock when state.ActiveRcuLocks > 0 && !Nests(session):
                return ApplyInSection(session, signature);
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
                ExecutionContext.LeftRcuSection(session);
                return Check.Ok;
            case SpecialKfunc.PreemptEnable when state.ActivePreemptionLocks == preemptionLocks:
                return session.Reject(
                    Rule.PreemptUnmatched, Subject.Function(signature.Name), Errno.Invalid,
                    $"unmatched attempt to enable preemption (kernel function {signature.Name})");
            case SpecialKfunc.PreemptEnable:
                state.ActivePreemptionLocks--;
                ExecutionContext.LeftRegion(session);
                return Check.Ok;
            default:
                return Check.Ok;
        }
    }

    /// <summary>The comparison of a tree's nodes runs under the tree's lock, so it needs no RCU section of its own.</summary>
    public static Check RequireOutsideTreeCallback(Session session, KfuncSignature signature) =>
        signature.Special is SpecialKfunc.RcuReadLock or SpecialKfunc.RcuReadUnlock && Nests(session) && GraphCallback.IsActive(session)
            ? RejectInTreeCallback(session, signature)
            : Check.Ok;

    private static bool Nests(Session session) => session.Program.Kernel.Rules.Regions.NestsRcuSections;

    /// <summary>Where sections do not nest, only those that are inside of one are told that they need none, and before anything else.</summary>
    private static Check ApplyInSection(Session session, KfuncSignature signature)
    {
        if (GraphCallback.IsActive(session))
        {
            return RejectInTreeCallback(session, signature);
        }

        if (signature.Special == SpecialKfunc.RcuReadLock)
        {
            return session.Reject(
                Rule.RcuUnmatched, Subject.Function(signature.Name), Errno.Invalid, $"nested rcu read lock (kernel function {signature.Name})");
        }

        session.Path.State.ActiveRcuLocks = 0;
        ExecutionContext.LeftRcuSection(session);
        return Check.Ok;
    }

    private static Check RejectInTreeCallback(Session session, KfuncSignature signature) =>
        session.Reject(
            Rule.TreeCallback, Subject.Function(signature.Name), Errno.AccessDenied,
            "Calling bpf_rcu_read_{lock,unlock} in unnecessary rbtree callback");
}
