using System.Diagnostics;
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
        ?? session.ObjectRules.FindViolation(session) ?? CheckStacks(session.Path.State);

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

    private static string? CheckStacks(VerifierState state)
    {
        for (int i = 0; i <= state.CurrentFrame; i++)
        {
            FrameState frame = state.ReadFrame(i);
            for (int slot = 0; slot < frame.StackSlotCount; slot++)
            {
                string? violation = frame.Stack[slot].Kind switch
                {
                    SlotType.Dynptr => CheckDynptr(frame, ref slot),
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
    private static string? CheckDynptr(FrameState frame, ref int slot)
    {
        StackSlot upper = frame.Stack[slot++];
        return slot >= frame.StackSlotCount || !IsWhole(upper, frame.Stack[slot]) ? "a dynptr is not whole" : null;
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
