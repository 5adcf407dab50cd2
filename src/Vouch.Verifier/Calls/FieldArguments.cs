using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Calls;

/// <summary>Arguments that point to a timer, work queue or task work in a map's value.</summary>
internal static class FieldArguments
{
    /// <summary>The argument points to the field of that kind; the map is remembered, for a map argument must be the same.</summary>
    /// <param name="session">The session.</param>
    /// <param name="context">The call.</param>
    /// <param name="register">A pointer to a map value.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="kind">One of timer, work queue, task work.</param>
    public static Check Require(
        Session session, ref CallContext context, in RegisterState register, ArgumentPlace place, SpecialFieldKind kind)
    {
        string name = SpecialFieldText.Of(kind);
        if (!register.HasKnownOffset)
        {
            return session.Reject(
                Rule.MapFieldOffset, place.Subject,
                Errno.Invalid, $"{place} doesn't have constant offset. {name} has to be at the constant offset");
        }

        MapModel map = session.Facts.Map(register.Map);
        if (!map.IsTyped)
        {
            return session.Reject(
                Rule.MapFieldMissing, Subject.Map(map.Name), Errno.Invalid, $"map '{map.Name}' has to have BTF in order to use {name}");
        }

        if (map.Fields?.Find(kind) is not { } field)
        {
            return session.Reject(Rule.MapFieldMissing, Subject.Map(map.Name), Errno.Invalid, $"map '{map.Name}' has no valid {name}");
        }

        long offset = register.KnownOffset;
        if (offset != field.Offset)
        {
            return session.Reject(
                Rule.MapFieldOffset, place.Subject,
                Errno.Invalid, $"off {offset} doesn't point to 'struct {name}' that is at {field.Offset}");
        }

        if (context.HasMap)
        {
            throw new VerifierBugException(session.Path.InstructionIndex, $"two maps in a call with a {name}");
        }

        context.Map = register.Map;
        context.MapUid = register.MapUid;
        return Check.Ok;
    }
}
