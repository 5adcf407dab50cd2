using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>The argument whose object a helper takes away.</summary>
internal static class ReleasedArguments
{
    /// <summary>Ends the object, unless the argument is null.</summary>
    public static Check Release(Session session, in CallContext context)
    {
        ref RegisterState register = ref session.Registers[context.ReleasedRegister];
        return register.IsNullConstant ? Check.Ok : ObjectGraph.Release(session, register.Id);
    }
}
