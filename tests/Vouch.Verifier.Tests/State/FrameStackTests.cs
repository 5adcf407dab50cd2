using System;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.State;

public class FrameStackTests
{
    [Fact]
    public void Slots_keep_their_own_register_in_whatever_order_they_are_filled()
    {
        FrameStack stack = Touched();
        int[] order = [40, 3, 63, 0, 17, 41, 5, 62, 1];
        foreach (int slot in order)
        {
            Spill(ref stack, slot);
        }

        Assert.All(order, slot => Assert.Equal((ulong)slot, stack[slot].Spilled.ConstantValue));
    }

    [Fact]
    public void What_a_slot_loses_is_gone_and_the_others_stay()
    {
        FrameStack stack = Touched();
        for (int slot = 0; slot < FrameState.MaxStackSlots; slot++)
        {
            Spill(ref stack, slot);
        }

        for (int slot = 0; slot < FrameState.MaxStackSlots; slot += 3)
        {
            stack[slot].DropSpilled();
        }

        for (int slot = 0; slot < FrameState.MaxStackSlots; slot++)
        {
            bool isGone = slot % 3 == 0;
            Assert.Equal(isGone, (stack.Holders & (1ul << slot)) == 0);
            Assert.True(isGone ? stack[slot].Spilled.Type.IsNotInitialized : stack[slot].Spilled.ConstantValue == (ulong)slot);
        }
    }

    [Fact]
    public void A_copy_leaves_out_what_plain_bytes_have_replaced()
    {
        FrameStack stack = Touched();
        Spill(ref stack, 2);
        Spill(ref stack, 7);
        Spill(ref stack, 9);
        stack[7].SetAll(SlotType.Misc);

        FrameStack copy = new();
        copy.CopyFrom(in stack, 10);

        Assert.Equal((1ul << 2) | (1ul << 9), copy.Holders);
        Assert.Equal(2ul, copy[2].Spilled.ConstantValue);
        Assert.Equal(9ul, copy[9].Spilled.ConstantValue);
        Assert.Equal(SlotType.Misc, copy[7].Kind);
    }

    [Fact]
    public void A_slot_half_dead_still_holds_what_its_low_half_reads()
    {
        FrameStack stack = Touched();
        Spill(ref stack, 4);
        stack[4].Types[7] = SlotType.Poison;
        FrameStack copy = new();
        copy.CopyFrom(in stack, 5);
        Assert.Equal(4ul, copy[4].Spilled.ConstantValue);
    }

    [Fact]
    public void A_reused_stack_shows_nothing_of_what_it_held()
    {
        FrameStack stack = Touched();
        Spill(ref stack, 6);
        stack.Clear();
        stack.Grow(0, 8);
        Assert.Equal(SlotTypes.All(SlotType.Invalid), stack.Types(6).Packed);
        Assert.True(stack[6].Spilled.Type.IsNotInitialized);
    }

    private static FrameStack Touched()
    {
        FrameStack stack = new();
        stack.Grow(0, FrameState.MaxStackSlots);
        return stack;
    }

    private static void Spill(ref FrameStack stack, int slot)
    {
        stack[slot].SetAll(SlotType.Spill);
        stack[slot].Spilled.MarkKnownScalar((ulong)slot, isBpfCapable: true);
    }
}
