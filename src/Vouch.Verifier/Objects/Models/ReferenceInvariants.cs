using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>
/// What holds of registers between any two instructions, where they name references: whatever names one names one that is held, and a
/// slice none but its dynptr's. Dynptrs may name what is not held any more: clones in other frames are lost sight of.
/// </summary>
internal static class ReferenceInvariants
{
    /// <summary>The first invariant that does not hold, in words; null when all do.</summary>
    public static string? FindViolation(Session session)
    {
        VerifierState state = session.Path.State;
        foreach (ref readonly RegisterState holder in new AllRegisters(state))
        {
            if (holder.BaseId > session.Path.LastId || holder.ReferenceId > session.Path.LastId)
            {
                return "a register has an id that was never handed out";
            }

            if (holder.ReferenceId != 0 && CheckNamed(state, holder) is { } violation)
            {
                return violation;
            }
        }

        return null;
    }

    private static string? CheckNamed(VerifierState state, in RegisterState holder)
    {
        if (holder.Type.IsScalar || holder.Type.IsNotInitialized)
        {
            return $"a value that is no pointer names the reference {holder.ReferenceId}";
        }

        if (!ObjectGraph.IsReferenced(state, holder.ReferenceId))
        {
            return $"a register names the reference {holder.ReferenceId}, which is not held";
        }

        return holder.Type.Kind == RegisterKind.Memory && holder.SlicedDynptr != 0
            && HasOtherReference(state, holder.SlicedDynptr, holder.ReferenceId)
            ? $"a slice of dynptr {holder.SlicedDynptr} names the reference {holder.ReferenceId}, which is not the dynptr's"
            : null;
    }

    private static bool HasOtherReference(VerifierState state, uint dynptr, uint reference)
    {
        AllRegisters all = new(state, withDynptrs: true);
        while (all.MoveNext())
        {
            if (all.Slot >= 0 && all.Frame.Stack[all.Slot].Kind == SlotType.Dynptr && all.Current.Id == dynptr
                && all.Current.ReferenceId != reference)
            {
                return true;
            }
        }

        return false;
    }
}
