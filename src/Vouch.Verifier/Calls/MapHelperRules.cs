using Vouch.Kernel.Helpers;
using Vouch.Bytecode.Uapi;

namespace Vouch.Verifier.Calls;

/// <summary>Which helpers go with which maps.</summary>
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
        bool isPlain = type is MapType.Hash or MapType.Array or MapType.LruHash or MapType.PercpuHash or MapType.PercpuArray or MapType.LpmTrie;
        bool isPlainHelper = context.Helper is HelperId.MapLookupElem or HelperId.MapUpdateElem or HelperId.MapDeleteElem;
        return isPlain && isPlainHelper ? Check.Ok : session.NotSupported($"map type {type} with helper {context.Helper}");
    }
}
