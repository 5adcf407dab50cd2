using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Strings in read-only maps.</summary>
internal static class ConstantStrings
{
    /// <summary>The argument points to a terminated string that cannot change.</summary>
    public static Check Require(Session session, in RegisterState register, ArgumentPlace place)
    {
        _ = (register, place);
        return session.NotSupported("constant strings");
    }
}
