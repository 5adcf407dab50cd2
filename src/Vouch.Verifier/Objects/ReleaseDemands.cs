using Vouch.Kernel.Helpers;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>What is given to a function that takes an object away must own it.</summary>
internal static class ReleaseDemands
{
    /// <summary>A helper was given what owns nothing.</summary>
    public static Check RejectHelper(Session session, HelperId helper, ArgumentPlace place) => session.Reject(
        Rule.NotOwned, place.Subject, Errno.Invalid,
        $"release helper {session.Program.Kernel.Helpers.NameOf((int)helper)} expects referenced PTR_TO_BTF_ID passed to {place}");
}
