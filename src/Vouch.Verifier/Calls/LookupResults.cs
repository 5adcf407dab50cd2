using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>What a lookup in a map gives: a value, or what the values of some maps stand for.</summary>
internal static class LookupResults
{
    /// <summary>Types R0.</summary>
    public static void Set(Session session, in CallContext context, TypeFlags flags, ref RegisterState result)
    {
        MapModel map = session.Facts.Map(context.Map);
        bool isPresent = context.Helper == HelperId.MapLookupElem && MapArguments.IsElementAlwaysPresent(session, map)
            && context.ConstantKey >= 0 && context.ConstantKey < map.MaxEntries;
        if (isPresent)
        {
            flags &= ~TypeFlags.MaybeNull;
        }

        result.MarkPointer(new RegisterType(RegisterKind.MapValue, flags));
        result.Map = context.Map;
        result.MapUid = context.MapUid;
        if ((flags & TypeFlags.MaybeNull) != 0 || (map.Fields is not null && map.Fields.Has(SpecialFieldKind.AnyLock)))
        {
            result.Id = session.Path.NextId();
        }

        if (NumbersAllMaps(session) && IsNoMemory(map))
        {
            Refine(map, ref result);
            result.MapUid = result.Type.Kind == RegisterKind.MapPointer ? result.Id : 0;
        }
    }

    /// <summary>Every map found in another one has a number, which goes with what it gives.</summary>
    public static bool NumbersAllMaps(Session session) => session.Program.Kernel.Rules.Calls.TypesLookupsAtTheCall;

    /// <summary>A map value turned out not to be null. It may have waited for that to get its type.</summary>
    public static void Tested(Session session, ref RegisterState value)
    {
        MapModel map = session.Facts.Map(value.Map);
        if (!IsNoMemory(map))
        {
            return;
        }

        Refine(map, ref value);
        const SpecialFieldKind tiedToMap = SpecialFieldKind.Timer | SpecialFieldKind.WorkQueue | SpecialFieldKind.TaskWork;
        if (value.Type == RegisterKind.MapPointer && session.Facts.Map(value.Map).Fields is { } fields && fields.Has(tiedToMap))
        {
            value.MapUid = value.Id;
        }
    }

    /// <summary>The values of some maps are not memory: maps, or sockets.</summary>
    private static bool IsNoMemory(MapModel map) =>
        map.Inner != MapHandle.None || map.Type is MapType.Xskmap or MapType.Sockmap or MapType.Sockhash;

    private static void Refine(MapModel map, ref RegisterState result)
    {
        RegisterKind kind = map.Inner != MapHandle.None ? RegisterKind.MapPointer
            : map.Type == MapType.Xskmap ? RegisterKind.XdpSocket
            : RegisterKind.Socket;
        result.Type = new RegisterType(kind, result.Type.Flags & TypeFlags.MaybeNull);
        if (kind == RegisterKind.MapPointer)
        {
            result.Map = map.Inner;
        }
    }
}
