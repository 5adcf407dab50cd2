using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Questions and demands about pointers that many rules share.</summary>
internal static class Pointers
{
    public static bool IsPointer(in RegisterState register) => !register.Type.IsScalar && !register.Type.IsNotInitialized;

    /// <summary>Pointers that are loaded through or passed on as they were given: with a constant offset that is not negative.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="fixedOffsetAllowed">The offset may be other than zero.</param>
    public static Check RequireUnmodified(
        Session session, in RegisterState pointer, ArgumentPlace place, bool fixedOffsetAllowed = false) =>
        session.Offsets.RequireUnmodified(session, pointer, place, fixedOffsetAllowed);
}
