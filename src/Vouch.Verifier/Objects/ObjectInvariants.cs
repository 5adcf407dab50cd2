using System.Diagnostics;
using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>
/// What holds of references and derived objects between any two instructions. Asserted by debug builds and tests; a violation is a
/// defect of Vouch, never of the program.
/// </summary>
internal static class ObjectInvariants
{
    [Conditional("DEBUG")]
    public static void Assert(Session session)
    {
        if (FindViolation(session) is { } violation)
        {
            throw new VerifierBugException(session.Path.InstructionIndex, violation);
        }
    }

    /// <summary>The first invariant that does not hold, in words; null when all do.</summary>
    public static string? FindViolation(Session session) =>
        CheckReferences(session) ?? CheckRegions(session.Path.State)
        ?? (session.Path.State.Objects == ObjectModel.Legacy ? CheckLegacyHolders(session) : CheckHolders(session)) ?? CheckStacks(session.Path.State);

    private static string? CheckReferences(Session session)
    {
        VerifierState state = session.Path.State;
        for (int i = 0; i < state.ReferenceCount; i++)
        {
            Reference entry = state.References[i];
            if ((entry.Kind & ReferenceKind.AnyLock) != 0)
            {
                continue;
            }

            if (entry.Id == 0 || entry.Id > session.Path.LastId)
            {
                return $"reference {entry.Id} was never handed out";
            }

            if (IndexOf(state, entry.Id) != i)
            {
                return $"two references have id {entry.Id}";
            }

            if (entry.Callback != 0 && (entry.Callback > state.CurrentFrame || !state.ReadFrame(entry.Callback).IsCallback))
            {
                return $"reference {entry.Id} is left of a callback that has ended";
            }

            // Parents are acquired before what is made from them, so the graph has no cycles.
            if (entry.ParentId != 0 && (entry.ParentId >= entry.Id || !ObjectGraph.IsReferenced(state, entry.ParentId)))
            {
                return $"reference {entry.Id} has the parent {entry.ParentId}, which is not held";
            }
        }

        return null;
    }

    /// <summary>The counters and identities of the innermost regions agree with the entries.</summary>
    private static string? CheckRegions(VerifierState state)
    {
        int locks = 0;
        uint lockId = 0;
        uint irqId = 0;
        LockOwner owner = LockOwner.None;
        foreach (ref readonly Reference entry in state.ActiveReferences)
        {
            if ((entry.Kind & ReferenceKind.AnyLock) != 0)
            {
                locks++;
                lockId = entry.Id;
                owner = entry.Lock;
            }
            else if (entry.Kind == ReferenceKind.IrqFlag)
            {
                irqId = entry.Id;
            }
        }

        return locks != state.ActiveLocks ? "the count of held locks is wrong"
            : lockId != state.ActiveLockId || owner != state.ActiveLock ? "the innermost lock is not the one taken last"
            : irqId != state.ActiveIrqId ? "the active irq flag is not the one saved last"
            : null;
    }

    private static string? CheckHolders(Session session)
    {
        AllRegisters all = new(session.Path.State, withDynptrs: true, withIterators: true);
        while (all.MoveNext())
        {
            ref readonly RegisterState holder = ref all.Current;
            if (holder.BaseId > session.Path.LastId || holder.ParentId > session.Path.LastId)
            {
                return "a register has an id that was never handed out";
            }

            if (holder.ParentId == 0)
            {
                continue;
            }

            if (holder.Type.IsScalar || holder.Type.IsNotInitialized)
            {
                return $"a value that is no pointer has the parent {holder.ParentId}";
            }

            // A cast puts an anchor made later above the pointer that it casts.
            bool isUnderAnchor = ObjectGraph.LifetimeOf(session.Path.State, holder) == holder.ParentId;
            if (holder.Id != 0 && holder.ParentId >= holder.Id && !isUnderAnchor)
            {
                return $"object {holder.Id} is older than its parent {holder.ParentId}";
            }

            if (FindContradiction(session.Path.State, holder.Id, holder.ParentId))
            {
                return $"object {holder.Id} has two parents";
            }
        }

        return null;
    }

    /// <summary>The legacy model: whatever names a reference names one that is held, and a slice none but its dynptr's.</summary>
    private static string? CheckLegacyHolders(Session session)
    {
        foreach (ref readonly RegisterState holder in new AllRegisters(session.Path.State))
        {
            if (holder.BaseId > session.Path.LastId || holder.ReferenceId > session.Path.LastId)
            {
                return "a register has an id that was never handed out";
            }

            if (holder.ReferenceId == 0)
            {
                continue;
            }

            if (holder.Type.IsScalar || holder.Type.IsNotInitialized)
            {
                return $"a value that is no pointer names the reference {holder.ReferenceId}";
            }

            if (IndexOf(session.Path.State, holder.ReferenceId) < 0)
            {
                return $"a register names the reference {holder.ReferenceId}, which is not held";
            }

            if (holder.Type.Kind == RegisterKind.Memory && holder.SlicedDynptr != 0
                && HasOtherReference(session.Path.State, holder.SlicedDynptr, holder.ReferenceId))
            {
                return $"a slice of dynptr {holder.SlicedDynptr} names the reference {holder.ReferenceId}, which is not the dynptr's";
            }
        }

        return null;
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

    private static string? CheckStacks(VerifierState state)
    {
        for (int i = 0; i <= state.CurrentFrame; i++)
        {
            FrameState frame = state.ReadFrame(i);
            for (int slot = 0; slot < frame.StackSlotCount; slot++)
            {
                string? violation = frame.Stack[slot].Kind switch
                {
                    SlotType.Dynptr => CheckDynptr(state, frame, ref slot),
                    SlotType.Iterator => CheckIterator(state, frame.Stack[slot].Spilled),
                    _ => null,
                };
                if (violation is not null)
                {
                    return violation;
                }
            }
        }

        return null;
    }

    /// <summary>Checks the dynptr whose slot at the higher address is met first, and goes on to its other one.</summary>
    private static string? CheckDynptr(VerifierState state, FrameState frame, ref int slot)
    {
        StackSlot upper = frame.Stack[slot++];
        if (slot >= frame.StackSlotCount || !IsWhole(upper, frame.Stack[slot]))
        {
            return "a dynptr is not whole";
        }

        // The legacy model loses sight of clones in other frames: they may name what is not held any more.
        DynptrIdentity dynptr = DynptrIdentity.Of(upper.Spilled, isConstant: false);
        return state.Objects != ObjectModel.Legacy && dynptr.OwnsAnchor && !ObjectGraph.IsReferenced(state, dynptr.ParentId)
            ? $"dynptr {dynptr.Id} owns something through {dynptr.ParentId}, which is not held"
            : null;
    }

    private static bool IsWhole(StackSlot upper, StackSlot lower)
    {
        for (int i = 0; i < 8; i++)
        {
            if (upper.Types[i] != SlotType.Dynptr || lower.Types[i] != SlotType.Dynptr)
            {
                return false;
            }
        }

        return !upper.Spilled.IsFirstDynptrSlot && lower.Spilled.IsFirstDynptrSlot && upper.Spilled.Id == lower.Spilled.Id
            && upper.Spilled.ParentId == lower.Spilled.ParentId && upper.Spilled.DynptrKind == lower.Spilled.DynptrKind;
    }

    private static string? CheckIterator(VerifierState state, in RegisterState slot) =>
        slot.Id != 0 && !ObjectGraph.IsReferenced(state, slot.Id) ? $"iterator {slot.Id} is not held" : null;

    private static int IndexOf(VerifierState state, uint id)
    {
        for (int i = 0; i < state.ReferenceCount; i++)
        {
            if (state.References[i].Id == id && (state.References[i].Kind & ReferenceKind.AnyLock) == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
