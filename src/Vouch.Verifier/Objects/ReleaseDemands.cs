using Vouch.Kernel;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>What is given to a function that takes an object away must own it: the words for it, which differ by model and function.</summary>
internal static class ReleaseDemands
{
    /// <summary>A helper was given what owns nothing.</summary>
    public static Check RejectHelper(Session session, HelperId helper, ArgumentPlace place) => session.Reject(
        Errno.Invalid,
        $"release helper {session.Program.Kernel.Helpers.NameOf((int)helper)} expects referenced PTR_TO_BTF_ID passed to {place}");

    /// <summary>
    /// A helper will end a dynptr. The legacy model looks at what the slot names before anything else; elsewhere it is enough that the
    /// dynptr is live and of the right kind.
    /// </summary>
    public static Check RequireOwnedDynptr(Session session, ArgumentPlace place)
    {
        if (session.Path.State.Objects != ObjectModel.Legacy)
        {
            return Check.Ok;
        }

        RegisterState pointer = place.In(session.Path.Frame);
        if (pointer.Type != RegisterKind.Stack)
        {
            return session.Reject(Errno.Invalid, "cannot release unowned const bpf_dynptr");
        }

        return StackObjectPlace.Find(session, pointer, DynptrSlots.Word, DynptrSlots.Count, out StackObjectPlace found).IsOk
            && !found.IsUntouched && found[0].Spilled.ReferenceId != 0
            ? Check.Ok
            : session.Reject(Errno.Invalid, $"arg {place.Register} is an unacquired reference");
    }

    /// <summary>The legacy model remembers one argument of a helper that names a reference, and refuses a second one.</summary>
    /// <param name="session">The session.</param>
    /// <param name="place">The argument at hand.</param>
    /// <param name="reference">What it names.</param>
    /// <param name="earlier">What an argument before it names; 0 for nothing.</param>
    public static Check RequireFirstOwned(Session session, ArgumentPlace place, uint reference, uint earlier) =>
        earlier == 0 || session.Path.State.Objects != ObjectModel.Legacy
            ? Check.Ok
            : session.Reject(Errno.AccessDenied, $"more than one arg with ref_obj_id {place} {reference} {earlier}");

    /// <summary>A kernel function was given what owns nothing. In the legacy model its type is looked at first.</summary>
    public static Check RequireOwned(Session session, string kfunc, ArgumentPlace place) => session.Path.State.Objects == ObjectModel.Legacy
        ? Check.Ok
        : session.Reject(Errno.Invalid, $"release kfunc {kfunc} expects referenced PTR_TO_BTF_ID passed to {place}");

    /// <summary>None of a kernel function's arguments owns anything, and their types are in order.</summary>
    public static Check RequireAnyOwned(Session session, string kfunc) => session.Path.State.Objects == ObjectModel.Legacy
        ? session.Reject(Errno.Invalid, $"release kernel function {kfunc} expects refcounted PTR_TO_BTF_ID")
        : Check.Ok;
}
