using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>
/// Where an object on the stack lies: its frame and the slot at its lowest address; it extends to lower slot numbers. Not within
/// the stack touched so far when <see cref="IsUntouched"/>.
/// </summary>
internal readonly record struct StackObjectPlace(FrameState Frame, int Slot, bool IsUntouched)
{
    /// <summary>Finds the place a stack pointer gives; it must be slot-aligned, known, and have room.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointer">A stack pointer.</param>
    /// <param name="word">What messages call the object.</param>
    /// <param name="slots">How many slots it takes.</param>
    /// <param name="place">Meaningful when the check is passed.</param>
    public static Check Find(Session session, in RegisterState pointer, string word, int slots, out StackObjectPlace place)
    {
        FrameState frame = session.Path.State.WriteFrame(pointer.FrameNumber);
        place = new StackObjectPlace(frame, 0, true);
        if (!pointer.HasKnownOffset)
        {
            return session.Reject(Rule.StackObjectOffset, Errno.Invalid, $"{word} has to be at a constant offset");
        }

        int offset = unchecked((int)pointer.KnownOffset);
        int slot = StackBytes.SlotOf(offset);
        if (!session.ObjectRules.IsWithinFrame(offset) || offset % 8 != 0 || slot + 1 < slots)
        {
            return session.Reject(
                Rule.StackObjectOffset, Subject.StackSlot(offset), Errno.Invalid, $"cannot pass in {word} at an offset={offset}");
        }

        place = new StackObjectPlace(frame, slot, slot >= frame.StackSlotCount);
        return Check.Ok;
    }

    /// <summary>One of the object's slots: 0 is the one at the lowest address.</summary>
    public StackSlot this[int index] => Frame.Stack[Slot - index];
}
