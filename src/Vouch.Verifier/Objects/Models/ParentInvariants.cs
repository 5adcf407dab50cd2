using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>What holds of registers and dynptrs between any two instructions, where what is derived names its parent.</summary>
internal static class ParentInvariants
{
    /// <summary>The first invariant that does not hold, in words; null when all do.</summary>
    public static string? FindViolation(Session session)
    {
        AllRegisters all = new(session.Path.State, withDynptrs: true, withIterators: true);
        while (all.MoveNext())
        {
            ref readonly RegisterState holder = ref all.Current;
            if (holder.BaseId > session.Path.LastId || holder.ParentId > session.Path.LastId)
            {
                return "a register has an id that was never handed out";
            }

            string? violation = all.Slot >= 0 && all.Frame.Stack[all.Slot].Kind == SlotType.Dynptr ? CheckDynptr(session, holder) : null;
            violation ??= holder.ParentId == 0 ? null : CheckDerived(session, holder);
            if (violation is not null)
            {
                return violation;
            }
        }

        return null;
    }

    private static string? CheckDynptr(Session session, in RegisterState slot)
    {
        DynptrIdentity dynptr = DynptrIdentity.Of(slot, isConstant: false);
        uint lifetime = session.ObjectRules.LifetimeOf(dynptr);
        return dynptr.MustBeReleased && !ObjectGraph.IsReferenced(session.Path.State, lifetime)
            ? $"dynptr {dynptr.Id} owns something through {lifetime}, which is not held"
            : null;
    }

    private static string? CheckDerived(Session session, in RegisterState holder)
    {
        if (holder.Type.IsScalar || holder.Type.IsNotInitialized)
        {
            return $"a value that is no pointer has the parent {holder.ParentId}";
        }

        // A cast may put an anchor made later above the pointer that it casts.
        bool isUnderAnchor = session.ObjectRules.LifetimeOf(session.Path.State, holder) == holder.ParentId;
        if (holder.Id != 0 && holder.ParentId >= holder.Id && !isUnderAnchor)
        {
            return $"object {holder.Id} is older than its parent {holder.ParentId}";
        }

        return FindContradiction(session.Path.State, holder.Id, holder.ParentId) ? $"object {holder.Id} has two parents" : null;
    }

    /// <summary>Another holder of the same object names another parent.</summary>
    private static bool FindContradiction(VerifierState state, uint id, uint parent)
    {
        if (id == 0)
        {
            return false;
        }

        foreach (ref readonly RegisterState other in new AllRegisters(state, withDynptrs: true))
        {
            if (other.Id == id && other.Type.IsPointer && other.ParentId != parent)
            {
                return true;
            }
        }

        return false;
    }
}
