namespace Vouch.Verifier.Calls.Callbacks;

/// <summary>Leaving a callback otherwise than by its exit: whoever called it waits for a result that never comes.</summary>
internal static class CallbackExits
{
    /// <summary>They are looked for while callbacks are followed.</summary>
    public static bool AreRefused(Session session) => session.Program.Kernel.Rules.Calls.KeepsCallbacksFromLeaving;
}
