using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Maps;

namespace Vouch.Verifier.Calls;

/// <summary>Which helpers go with which maps, by the kernel's tables.</summary>
internal static class MapHelperRules
{
    /// <summary>The helper works on maps of this type, and on them here.</summary>
    public static Check Require(Session session, in CallContext context)
    {
        if (!context.HasMap)
        {
            return Check.Ok;
        }

        MapType type = session.Facts.Map(context.Map).Type;
        MapUse use = session.Program.Kernel.Maps.Check(type, context.Helper, session.Facts.Traits);
        if (use == MapUse.Allowed)
        {
            return Check.Ok;
        }

        if (use == MapUse.RefusedHere)
        {
            _ = session.Reject(Rule.SockmapUpdate, Errno.Invalid, "cannot update sockmap in this context");
        }

        return session.Reject(
            Rule.MapForHelper, Subject.Function(session.Program.Kernel.Helpers.NameOf((int)context.Helper)), Errno.Invalid,
            $"cannot pass map_type {(int)type} into func {HelperCalls.NameAndNumber(session, context.Helper)}");
    }
}
