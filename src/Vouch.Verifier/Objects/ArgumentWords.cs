using System.Globalization;
using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>
/// How messages about objects name an argument: by its register, or in the legacy model by its position, which each kind of message
/// counts and writes in its own way.
/// </summary>
internal static class ArgumentWords
{
    /// <summary>Behind "as".</summary>
    public static string Of(Session session, ArgumentPlace place) => Of(session, place, "arg #", first: 0);

    /// <summary>Where a message about an argument of a kernel function begins with it.</summary>
    public static string AtStart(Session session, ArgumentPlace place) => Of(session, place, "arg#", first: 0);

    /// <summary>An argument of a kernel function that may be null.</summary>
    public static string MaybeNullOfKfunc(Session session, ArgumentPlace place) => Of(session, place, "arg", first: 0);

    /// <summary>An argument of a helper that may be null.</summary>
    public static string MaybeNullOfHelper(Session session, ArgumentPlace place) => Of(session, place, "arg", first: 1);

    private static string Of(Session session, ArgumentPlace place, string word, int first) =>
        session.Path.State.Objects == ObjectModel.Legacy && place.IsRegister
            ? string.Create(CultureInfo.InvariantCulture, $"{word}{place.Register - 1 + first}")
            : place.ToString();
}
