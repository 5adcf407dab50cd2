using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Fields of map values as arguments of kfuncs: timers, work queues, task work.</summary>
internal static class KfuncFieldArguments
{
    public static Check Require(
        Session session, ref KfuncContext context, KfuncParameterKind kind, in RegisterState register, ArgumentPlace place)
    {
        _ = context;
        return register.Type == RegisterKind.MapValue
            ? session.NotSupported($"kfunc arguments of kind {kind}")
            : session.Reject(Errno.Invalid, $"{place} doesn't point to a map value");
    }
}
