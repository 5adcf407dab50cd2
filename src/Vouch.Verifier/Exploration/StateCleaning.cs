using Vouch.Verifier.Flow.Stack;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>Takes out of a state what cannot matter any more, so that more states are alike.</summary>
internal static class StateCleaning
{
    private const int HalfSlot = 4;

    /// <summary>Drops registers and stack that nothing reads before writing. The state must stand at an instruction.</summary>
    public static void DropDead(Session session, VerifierState state)
    {
        for (int number = 0; number <= state.CurrentFrame; number++)
        {
            FrameState frame = state[number];
            int live = session.Notes[state.InstructionOf(number)].LiveRegisters;
            for (int i = 0; i < FrameState.RegisterCount - 1; i++)
            {
                if ((live & (1 << i)) == 0 && !frame.Registers[i].Type.IsNotInitialized)
                {
                    frame.Registers[i].MarkNotInitialized(session.IsBpfCapable);
                }
            }

            DropDeadStack(session, state, number);
        }
    }

    /// <summary>Every scalar in the state counts as imprecise again: only what is found out from here on shall ask for precision.</summary>
    public static void ForgetPrecision(VerifierState state)
    {
        for (int number = 0; number <= state.CurrentFrame; number++)
        {
            FrameState frame = state[number];
            for (int i = 0; i < FrameState.RegisterCount - 1; i++)
            {
                ForgetPrecision(ref frame.Registers[i]);
            }

            for (int i = 0; i < frame.StackSlotCount; i++)
            {
                if (frame.Stack[i].IsSpill)
                {
                    ForgetPrecision(ref frame.Stack[i].Spilled);
                }
            }
        }
    }

    private static void ForgetPrecision(ref RegisterState register)
    {
        if (register.Type.IsScalar)
        {
            register.IsPrecise = false;
        }
    }

    private static void DropDeadStack(Session session, VerifierState state, int number)
    {
        FrameState frame = state[number];
        SlotSet live = StackLiveness.LiveHalves(session, state, number);
        for (int i = 0; i < frame.StackSlotCount; i++)
        {
            bool isLowLive = live.Contains(i * 2);
            bool isHighLive = live.Contains((i * 2) + 1);
            if (!isLowLive || !isHighLive)
            {
                DropDeadHalves(session, ref frame.Stack[i], isLowLive, isHighLive);
            }
        }
    }

    private static void DropDeadHalves(Session session, ref StackSlot slot, bool isLowLive, bool isHighLive)
    {
        // Most dead slots were dropped at an earlier checkpoint.
        if (slot.Types.AreAll(SlotType.Poison))
        {
            return;
        }

        // Objects on the stack end by rules of their own, which look for them.
        if (slot.Kind is SlotType.Dynptr or SlotType.Iterator or SlotType.IrqFlag)
        {
            return;
        }

        if (!isHighLive && !TryDropSpill(session, ref slot, isLowLive))
        {
            return;
        }

        int start = isLowLive ? HalfSlot : 0;
        int end = isHighLive ? HalfSlot : 2 * HalfSlot;
        for (int i = start; i < end; i++)
        {
            slot.Types[i] = SlotType.Poison;
        }
    }

    /// <summary>
    /// Drops the register spilled in a slot whose high half is dead. While the low half is read, only a scalar may become plain
    /// bytes: part of a pointer must stay unreadable, and a zero must stay known.
    /// </summary>
    private static bool TryDropSpill(Session session, ref StackSlot slot, bool isLowLive)
    {
        if (isLowLive && slot.IsSpill)
        {
            if (!slot.Spilled.Type.IsScalar || slot.Spilled.IsNullConstant)
            {
                return false;
            }

            for (int i = 0; i < HalfSlot; i++)
            {
                if (slot.Types[i] == SlotType.Spill)
                {
                    slot.Types[i] = SlotType.Misc;
                }
            }
        }

        slot.Spilled.MarkNotInitialized(session.IsBpfCapable);
        return true;
    }
}
