using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Nulls that are passed in place of a pointer. A path with another number there must not be taken for the same.</summary>
internal static class NullConstants
{
    /// <summary>Null is passed where it may be.</summary>
    public static Check MarkArgument(Session session, ArgumentPlace place) =>
        session.Program.Kernel.Rules.Precision.MarksNullArguments ? session.Precision.MarkArgument(place) : Check.Ok;
}
