using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Resilient spin locks: several may be held, each once, given back in order.</summary>
internal static class ResilientLocks
{
    public static Check Process(Session session, SpecialKfunc special, in RegisterState register, ArgumentPlace place)
    {
        _ = (special, register, place);
        return session.NotSupported("resilient spin locks");
    }
}
