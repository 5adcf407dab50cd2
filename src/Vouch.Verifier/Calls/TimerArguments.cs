using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Timers in map values.</summary>
internal static class TimerArguments
{
    /// <summary>The argument points to the timer of a map's value; the map is remembered.</summary>
    public static Check Process(Session session, ref CallContext context, in RegisterState register, ArgumentPlace place) =>
        session.Program.Kernel.Configuration.Find("CONFIG_PREEMPT_RT") == "y"
            ? session.Reject(Rule.TimerRealtime, place.Subject, Errno.OperationNotSupported, "bpf_timer cannot be used for PREEMPT_RT.")
            : FieldArguments.Require(session, ref context, register, place, SpecialFieldKind.Timer);
}
