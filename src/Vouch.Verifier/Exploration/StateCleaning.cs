using System.Numerics;
using System.Runtime.CompilerServices;
using Vouch.Verifier.Flow.Stack;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>Takes out of a state what cannot matter any more, so that more states are alike.</summary>
internal static class StateCleaning
{
    private const int HalfSlot = 4;

    /// <summary>All registers but the frame pointer, as bits.</summary>
    private const uint ScratchRegisters = (1u << (FrameState.RegisterCount - 1)) - 1;

    /// <summary>Drops registers and stack that nothing reads before writing. The state must stand at an instruction.</summary>
    public static void DropDead(Session session, VerifierState state)
    {
        for (int number = 0; number <= state.CurrentFrame; number++)
        {
            DropDeadRegisters(session, state, number);
            DropDeadStack(session, state, number);
        }
    }

    /// <summary>Drops a frame's registers that nothing reads before writing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DropDeadRegisters(Session session, VerifierState state, int number)
    {
        FrameState frame = state.ReadFrame(number);
        uint dead = ScratchRegisters & ~(uint)session.Facts.Notes[state.InstructionOf(number)].LiveRegisters;
        for (; dead != 0; dead &= dead - 1)
        {
            int register = BitOperations.TrailingZeroCount(dead);
            if (!frame.Registers[register].Type.IsNotInitialized)
            {
                state.WriteFrame(number).Registers[register].MarkNotInitialized(session.Permissions.IsBpfCapable);
            }
        }
    }

    /// <summary>Every scalar in the state counts as imprecise again: only what is found out from here on shall ask for precision.</summary>
    public static void ForgetPrecision(VerifierState state)
    {
        for (int number = 0; number <= state.CurrentFrame; number++)
        {
            FrameState frame = state.ReadFrame(number);
            for (int i = 0; i < FrameState.RegisterCount - 1; i++)
            {
                if (IsPreciseScalar(in frame.Registers[i]))
                {
                    state.WriteFrame(number).Registers[i].IsPrecise = false;
                }
            }

            for (ulong rest = frame.Stack.Holders; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                if (frame.Stack[i].IsSpill && IsPreciseScalar(in frame.Stack[i].Spilled))
                {
                    state.WriteFrame(number).Stack[i].Spilled.IsPrecise = false;
                }
            }
        }
    }

    private static bool IsPreciseScalar(in RegisterState register) => register.IsPrecise && register.Type.IsScalar;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DropDeadStack(Session session, VerifierState state, int number)
    {
        FrameState frame = state.ReadFrame(number);
        SlotSet live = session.StackLiveness.LiveHalves(state, number);

        // Most dead slots were dropped at an earlier checkpoint.
        ulong partlyDead = ~live.WholeSlots & frame.Stack.SlotsOtherThan(SlotType.Poison, frame.StackSlotCount);
        for (; partlyDead != 0; partlyDead &= partlyDead - 1)
        {
            int i = BitOperations.TrailingZeroCount(partlyDead);
            DropDeadHalves(state, number, i, live.Contains(i * 2), live.Contains((i * 2) + 1));
        }
    }

    private static void DropDeadHalves(VerifierState state, int frame, int index, bool isLowLive, bool isHighLive)
    {
        // Objects on the stack end by rules of their own, which look for them.
        ref readonly SlotTypes types = ref state.ReadFrame(frame).Stack.Types(index);
        if (types[7] is SlotType.Dynptr or SlotType.Iterator or SlotType.IrqFlag
            || types.HalvesAre(SlotType.Poison, low: !isLowLive, high: !isHighLive))
        {
            return;
        }

        StackSlot slot = state.WriteFrame(frame).Stack[index];
        if (!isHighLive && !TryDropSpill(slot, isLowLive))
        {
            return;
        }

        if (!isLowLive)
        {
            slot.Types.SetLowHalf(SlotType.Poison);
        }

        if (!isHighLive)
        {
            slot.Types.SetHighHalf(SlotType.Poison);
        }
    }

    /// <summary>
    /// Drops the register spilled in a slot whose high half is dead. While the low half is read, only a scalar may become plain
    /// bytes: part of a pointer must stay unreadable, and a zero must stay known.
    /// </summary>
    private static bool TryDropSpill(StackSlot slot, bool isLowLive)
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

        slot.DropSpilled();
        return true;
    }
}
