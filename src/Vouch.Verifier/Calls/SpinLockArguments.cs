using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>bpf_spin_lock and bpf_spin_unlock: which lock, and is it taken or given back in order.</summary>
internal static class SpinLockArguments
{
    /// <summary>Takes or releases the lock that the argument points to.</summary>
    public static Check Process(Session session, in RegisterState register, ArgumentPlace place, bool locks)
    {
        _ = (register, place, locks);
        return session.NotSupported("spin locks");
    }
}
