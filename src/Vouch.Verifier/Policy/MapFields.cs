using Vouch.Bytecode.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>The special fields of map values.</summary>
internal static class MapFields
{
    /// <summary>The special fields of a map's values, or null when there are none.</summary>
    public static SpecialFields? Of(Session session, MapDefinition map)
    {
        _ = session;
        _ = map;
        return null;
    }
}
