using System;
using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>Whether an older state covers the current one: what was found safe from there on is safe from here on.</summary>
internal sealed class StateEquivalence(Session session)
{
    private static readonly RegisterState NotInitialized;

    private readonly IdentityMap ids = new();

    public bool Covers(VerifierState older, VerifierState current, Closeness closeness)
    {
        // What was found out on a path that only a mispredicting machine takes says nothing about real ones.
        if (older.CurrentFrame != current.CurrentFrame || (older.IsSpeculative && !current.IsSpeculative)
            || older.IsSleepable != current.IsSleepable)
        {
            return false;
        }

        ids.Clear(session.LastId);
        if (!ReferencesCover(older, current))
        {
            return false;
        }

        RegisterCoverage registers = new(ids, closeness, session.ExploresAluLimits);
        for (int i = 0; i <= older.CurrentFrame; i++)
        {
            int live = session.Notes[older.InstructionOf(i)].LiveRegisters;
            if (older[i].CallSite != current[i].CallSite || !FrameCovers(older[i], current[i], live, registers))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Nothing at all happened between the states, as far as the registers of the executing frame tell: a quick look before the
    /// full comparison.
    /// </summary>
    public static bool MayBeSame(VerifierState older, VerifierState current)
    {
        if (older.CurrentFrame != current.CurrentFrame)
        {
            return false;
        }

        RegisterState[] before = older.Registers;
        RegisterState[] after = current.Registers;
        for (int i = 0; i < FrameState.RegisterCount; i++)
        {
            if (!RegisterState.ExactlyEqual(in before[i], in after[i]) || before[i].Id != after[i].Id
                || before[i].ParentId != after[i].ParentId || before[i].MapUid != after[i].MapUid)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Some iterator that may still give elements has been asked for the next one between the states: progress was made.</summary>
    public static bool IteratorsAdvanced(VerifierState older, VerifierState current)
    {
        for (int number = older.CurrentFrame; number >= 0; number--)
        {
            FrameState frame = older[number];
            for (int i = 0; i < frame.StackSlotCount; i++)
            {
                ref readonly StackSlot slot = ref frame.Stack[i];
                if (slot.Types[0] == SlotType.Iterator && slot.Spilled.IteratorState == IteratorState.Active
                    && current[number].Stack[i].Spilled.IteratorDepth != slot.Spilled.IteratorDepth)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool FrameCovers(FrameState older, FrameState current, int live, RegisterCoverage registers)
    {
        if (older.CallbackDepth > current.CallbackDepth
            || (!older.MayNotLoadStackArguments && current.MayNotLoadStackArguments))
        {
            return false;
        }

        for (int i = 0; i < FrameState.RegisterCount; i++)
        {
            if ((live & (1 << i)) != 0 && !registers.Covers(in older.Registers[i], in current.Registers[i]))
            {
                return false;
            }
        }

        return new StackCoverage(registers, session.AllowsUninitializedStack, session.State.Objects == ObjectModel.Legacy).Covers(older, current)
            && ArgumentsCover(older, current, registers);
    }

    private static bool ArgumentsCover(FrameState older, FrameState current, RegisterCoverage registers)
    {
        int count = Math.Max(older.OutgoingArgumentCount, current.OutgoingArgumentCount);
        for (int i = 0; i < count; i++)
        {
            ref readonly RegisterState before = ref Argument(older, i);
            ref readonly RegisterState after = ref Argument(current, i);
            if (!registers.Covers(in before, in after))
            {
                return false;
            }
        }

        return true;
    }

    private static ref readonly RegisterState Argument(FrameState frame, int index) =>
        ref index < frame.OutgoingArgumentCount ? ref frame.OutgoingArguments[index] : ref NotInitialized;

    private bool ReferencesCover(VerifierState older, VerifierState current)
    {
        if (older.ReferenceCount != current.ReferenceCount || older.ActiveLocks != current.ActiveLocks
            || older.ActivePreemptionLocks != current.ActivePreemptionLocks || older.ActiveRcuLocks != current.ActiveRcuLocks
            || !ids.Matches(older.ActiveIrqId, current.ActiveIrqId) || !ids.Matches(older.ActiveLockId, current.ActiveLockId)
            || older.ActiveLock != current.ActiveLock)
        {
            return false;
        }

        for (int i = 0; i < older.ReferenceCount; i++)
        {
            ref readonly Reference before = ref older.References[i];
            ref readonly Reference after = ref current.References[i];
            bool isSame = ids.Matches(before.Id, after.Id) && before.Kind == after.Kind
                && before.Callback == after.Callback && before.Kind switch
            {
                ReferenceKind.Pointer => before.IsAnchor == after.IsAnchor && ids.Matches(before.ParentId, after.ParentId),
                ReferenceKind.IrqFlag => true,
                _ => before.Lock == after.Lock,
            };
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }
}
