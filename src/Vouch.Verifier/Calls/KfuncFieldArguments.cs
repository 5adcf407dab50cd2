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

        SpecialFieldKind field = kind switch
        {
            KfuncParameterKind.Timer => SpecialFieldKind.Timer,
            KfuncParameterKind.WorkQueue => SpecialFieldKind.WorkQueue,
            _ => SpecialFieldKind.TaskWork,
        };
        return FieldArguments.Require(session, ref context.Call, register, place, field);
    }
}
