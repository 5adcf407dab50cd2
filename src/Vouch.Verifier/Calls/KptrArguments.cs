using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Exchanging pointers that are kept in maps and objects.</summary>
internal static class KptrArguments
{
    /// <summary>The argument points to a kptr field, which is remembered.</summary>
    public static Check Process(Session session, ref CallContext context, in RegisterState register, ArgumentPlace place)
    {
        _ = (context, register, place);
        return session.NotSupported("kptr exchange");
    }

    /// <summary>The pointer put in has the type of the field.</summary>
    public static Check RequireMatch(Session session, in CallContext context, in RegisterState register, ArgumentPlace place)
    {
        _ = (context, register, place);
        return session.NotSupported("kptr exchange");
    }

    /// <summary>The pointer taken out: of the field's type, maybe null.</summary>
    public static void SetExchanged(Session session, in CallContext context, TypeFlags flags, ref RegisterState result)
    {
        _ = (session, context);
        result.MarkPointer(new RegisterType(RegisterKind.BtfObject, flags));
    }
}
