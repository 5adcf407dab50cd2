using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Resilient spin locks: several may be held, each once, given back in order. Taking one may fail.</summary>
internal static class ResilientLocks
{
    /// <summary>Takes or releases the lock that the argument of one of the four kfuncs points to.</summary>
    public static Check Process(Session session, SpecialKfunc special, in RegisterState register, ArgumentPlace place)
    {
        bool withIrq = special is SpecialKfunc.ResSpinLockIrqsave or SpecialKfunc.ResSpinUnlockIrqrestore;
        bool locks = special is SpecialKfunc.ResSpinLock or SpecialKfunc.ResSpinLockIrqsave;
        ReferenceKind kind = withIrq ? ReferenceKind.ResilientSpinLockIrq : ReferenceKind.ResilientSpinLock;
        return SpinLockArguments.Process(session, register, place, kind, locks);
    }
}
