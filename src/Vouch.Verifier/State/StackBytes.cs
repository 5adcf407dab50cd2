namespace Vouch.Verifier.State;

/// <summary>Where a frame offset lies in the slots. Offset -1 is the last byte below the frame pointer.</summary>
internal static class StackBytes
{
    /// <summary>The slot that a byte lies in; slot 0 is fp-8..fp-1.</summary>
    public static int SlotOf(int offset) => (-offset - 1) / 8;

    /// <summary>The offset of a slot's lowest byte.</summary>
    public static int OffsetOf(int slot) => -8 * (slot + 1);

    /// <summary>The byte's index within its slot: 7 at the lowest address.</summary>
    public static int IndexOf(int offset) => (-offset - 1) % 8;

    public static SlotType TypeAt(FrameState frame, int offset) => frame.Stack[SlotOf(offset)].Types[IndexOf(offset)];

    /// <summary>
    /// A byte that no longer belongs to a spilled register or stack object holds something unknown. What was never written, and
    /// what is statically dead, stays so: who may not read uninitialised stack must not gain that by a spill going away.
    /// </summary>
    public static void Scrub(StackSlot slot, int index)
    {
        if (slot.Types[index] is not (SlotType.Invalid or SlotType.Poison))
        {
            slot.Types[index] = SlotType.Misc;
        }
    }

    public static void ScrubAll(StackSlot slot)
    {
        for (int i = 0; i < 8; i++)
        {
            Scrub(slot, i);
        }
    }
}
