using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Fields of map values as arguments of kfuncs: timers, work queues, task work.</summary>
internal static class KfuncFieldArguments
{
    public static Check Require(
        Session session, ref KfuncContext context, KfuncParameterKind kind, in RegisterState register, ArgumentPlace place)
    {
        if (register.Type != RegisterKind.MapValue)
        {
            return session.Reject(Rule.MapValueArgument, place.Subject, Errno.Invalid, $"{place} doesn't point to a map value");
        }

        return kind switch
        {
            KfuncParameterKind.Timer => MapFieldArguments.Require(session, ref context.Call, SpecialFieldKind.Timer, "bpf_timer", register, place),
            KfuncParameterKind.WorkQueue =>
                MapFieldArguments.Require(session, ref context.Call, SpecialFieldKind.WorkQueue, "bpf_wq", register, place),
            _ => MapFieldArguments.Require(session, ref context.Call, SpecialFieldKind.TaskWork, "bpf_task_work", register, place),
        };
    }
}
