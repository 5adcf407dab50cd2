using System.Globalization;
using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>How messages about objects on the stack name an argument: by its register, or in the legacy model by its position from 0.</summary>
internal static class ArgumentWords
{
    /// <summary>Behind "as".</summary>
    public static string Of(Session session, ArgumentPlace place) => Of(session, place, "arg #");

    /// <summary>Where a message begins with it.</summary>
    public static string AtStart(Session session, ArgumentPlace place) => Of(session, place, "arg#");

    private static string Of(Session session, ArgumentPlace place, string word) =>
        session.State.Objects == ObjectModel.Legacy && place.IsRegister
            ? string.Create(CultureInfo.InvariantCulture, $"{word}{place.Register - 1}")
            : place.ToString();
}
