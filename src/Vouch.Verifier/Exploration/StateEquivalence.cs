using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>Whether an older state covers the current one: what was found safe from there on is safe from here on.</summary>
internal sealed class StateEquivalence(Session session)
{
    private const uint AllRegisters = (1u << FrameState.RegisterCount) - 1;

    private static readonly RegisterState NotInitialized;

    private readonly IdentityMap ids = new(session.Program.Kernel.Rules.Pruning);
    private readonly PruningRules rules = session.Program.Kernel.Rules.Pruning;

    public bool Covers(Checkpoint older, VerifierState current, Closeness closeness)
    {
        // What was found out on a path that only a mispredicting machine takes says nothing about real ones.
        if (older.CurrentFrame != current.CurrentFrame || (older.IsSpeculative && !current.IsSpeculative)
            || older.IsSleepable != current.IsSleepable)
        {
            return false;
        }

        RegisterSafety registers = new(ids, closeness, session.Findings.ExploresAluLimits, session.Offsets, rules);
        StackSafety stack = new(in registers, session.Permissions.AllowsUninitializedStack, session.ObjectRules);
        if (DiffersWhereLast(older, current, in stack))
        {
            return false;
        }

        ids.Clear(session.Path.LastId);
        if (!ReferencesCover(older, current))
        {
            return false;
        }

        for (int i = 0; i <= older.CurrentFrame; i++)
        {
            if (older.ReadFrame(i).CallSite != current.ReadFrame(i).CallSite || !FrameCovers(older, current, i, in stack))
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
    public static bool MayBeSame(Checkpoint older, VerifierState current)
    {
        int frame = older.CurrentFrame;
        if (frame != current.CurrentFrame)
        {
            return false;
        }

        RegisterState[] before = older.Registers;
        RegisterState[] after = current.Registers;
        StatePlace last = older.LastDifference;
        if (last.Kind == StatePlaceKind.Register && last.Frame == frame && !IsSame(in before[last.Index], in after[last.Index]))
        {
            return false;
        }

        for (int i = 0; i < FrameState.RegisterCount; i++)
        {
            if (!IsSame(in before[i], in after[i]))
            {
                older.LastDifference = StatePlace.Register(frame, i);
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
            FrameState frame = older.ReadFrame(number);
            for (int i = 0; i < frame.StackSlotCount; i++)
            {
                StackSlot slot = frame.Stack[i];
                if (slot.Types[0] == SlotType.Iterator && slot.Spilled.IteratorState == IteratorState.Active
                    && current.ReadFrame(number).Stack[i].Spilled.IteratorDepth != slot.Spilled.IteratorDepth)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsSame(in RegisterState before, in RegisterState after) =>
        RegisterState.ExactlyEqual(in before, in after) && before.Id == after.Id && before.ParentId == after.ParentId
        && before.MapUid == after.MapUid;

    /// <summary>
    /// Looks first where the state compared last differed. Ids met elsewhere could only make more places differ, so a place that
    /// differs on its own differs in the whole.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool DiffersWhereLast(Checkpoint older, VerifierState current, in StackSafety stack)
    {
        StatePlace place = older.LastDifference;
        if (place.Kind == StatePlaceKind.None)
        {
            return false;
        }

        ids.Clear(session.Path.LastId);
        FrameState before = older.ReadFrame(place.Frame);
        FrameState after = current.ReadFrame(place.Frame);
        return place.Kind == StatePlaceKind.Register
            ? IsLive(older, place.Frame, place.Index) && !stack.Registers.Covers(in before.Registers[place.Index], in after.Registers[place.Index])
            : stack.Differs(before, after, place.Index);
    }

    private bool IsLive(Checkpoint state, int frame, int register) =>
        (session.Facts.Notes[state.InstructionOf(frame)].LiveRegisters & (1 << register)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool FrameCovers(Checkpoint olderState, VerifierState currentState, int number, in StackSafety stack)
    {
        FrameState older = olderState.ReadFrame(number);
        FrameState current = currentState.ReadFrame(number);
        if (older.CallbackDepth > current.CallbackDepth
            || (!older.MayNotLoadStackArguments && current.MayNotLoadStackArguments))
        {
            return false;
        }

        uint live = AllRegisters & session.Facts.Notes[olderState.InstructionOf(number)].LiveRegisters;
        for (; live != 0; live &= live - 1)
        {
            int register = BitOperations.TrailingZeroCount(live);
            if (!stack.Registers.Covers(in older.Registers[register], in current.Registers[register]))
            {
                olderState.LastDifference = StatePlace.Register(number, register);
                return false;
            }
        }

        if (!stack.Covers(older, current, out int slot))
        {
            olderState.LastDifference = StatePlace.Slot(number, slot);
            return false;
        }

        return ArgumentsCover(older, current, in stack.Registers);
    }

    private static bool ArgumentsCover(FrameState older, FrameState current, in RegisterSafety registers)
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
