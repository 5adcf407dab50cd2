using Vouch.Kernel.Helpers;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>The argument whose object a helper takes away.</summary>
internal static class ReleasedArguments
{
    /// <summary>Ends the object, unless the argument is null.</summary>
    public static Check Release(Session session, in CallContext context)
    {
        RegisterState register = session.Path.Registers[context.ReleasedRegister];
        if (register.IsNullConstant)
        {
            return Check.Ok;
        }

        if (context.Dynptr.Id != 0)
        {
            return DynptrSlots.Release(session, register);
        }

        // A per-CPU object that goes into a map inside an RCU section can be used until the section ends.
        bool staysForSection = context.Helper == HelperId.KptrXchg && ExecutionContext.IsRcuProtected(session)
            && register.Type.Has(TypeFlags.Allocated) && register.Type.Has(TypeFlags.Percpu);
        if (!staysForSection)
        {
            return ObjectGraph.ReleaseHeld(session, register);
        }

        return ObjectGraph.LeaveToRcu(session, ObjectGraph.LifetimeOf(session, register));
    }
}
