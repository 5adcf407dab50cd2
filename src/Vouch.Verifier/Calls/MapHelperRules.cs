using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Which helpers go with which maps: the kernel's table, and the contexts in which socket maps may be changed.</summary>
internal static class MapHelperRules
{
    /// <summary>The helper works on maps of this type.</summary>
    public static Check Require(Session session, in CallContext context)
    {
        if (!context.HasMap)
        {
            return Check.Ok;
        }

        MapType type = session.Map(context.Map).Type;
        bool isSocketMapChange = type is MapType.Sockmap or MapType.Sockhash
            && context.Helper is HelperId.MapUpdateElem or HelperId.MapDeleteElem;
        bool isAllowed = isSocketMapChange
            ? MayChangeSocketMap(session, context.Helper)
            : session.Kernel.MapHelpers.IsAllowed(type, context.Helper);
        return isAllowed
            ? Check.Ok
            : session.Reject(Errno.Invalid, $"cannot pass map_type {(int)type} into func {HelperCalls.NameAndNumber(session, context.Helper)}");
    }

    /// <summary>Where no program can hold a socket locked, maps of sockets may be changed.</summary>
    private static bool MayChangeSocketMap(Session session, HelperId helper)
    {
        bool isSafe = session.Program.ResolvedType switch
        {
            ProgramType.Tracing => session.Program.AttachType == AttachType.TraceIter,
            ProgramType.SockOps => helper == HelperId.MapDeleteElem,
            ProgramType.SkReuseport or ProgramType.SkLookup => true,
            _ => false,
        };
        if (!isSafe)
        {
            _ = session.Reject(Errno.Invalid, "cannot update sockmap in this context");
        }

        return isSafe;
    }
}
