using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Arguments that point to the one field of a kind in a map's values.</summary>
internal static class MapFieldArguments
{
    /// <summary>The argument points to the field; the map is remembered, for a map argument to be compared with.</summary>
    public static Check Require(
        Session session, ref CallContext context, SpecialFieldKind kind, string name, in RegisterState register, ArgumentPlace place)
    {
        if (!register.HasKnownOffset)
        {
            return session.Reject(
                Rule.MapFieldOffset, place.Subject, Errno.Invalid,
                $"{place} doesn't have constant offset. {name} has to be at the constant offset");
        }

        MapModel map = session.Facts.Map(register.Map);
        if (map.Definition.Types is null)
        {
            return session.Reject(
                Rule.MapFieldMissing, Subject.Map(map.Name), Errno.Invalid, $"map '{map.Name}' has to have BTF in order to use {name}");
        }

        if (map.Fields is not { } fields || !fields.Has(kind))
        {
            return session.Reject(Rule.MapFieldMissing, Subject.Map(map.Name), Errno.Invalid, $"map '{map.Name}' has no valid {name}");
        }

        long offset = register.KnownOffset;
        if (fields.OffsetOf(kind) != offset)
        {
            return session.Reject(
                Rule.MapFieldOffset, place.Subject,
                Errno.Invalid, $"off {offset} doesn't point to 'struct {name}' that is at {fields.OffsetOf(kind)}");
        }

        context.Map = register.Map;
        context.MapUid = register.MapUid;
        return Check.Ok;
    }
}
