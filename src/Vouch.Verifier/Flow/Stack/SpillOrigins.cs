using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// What pointers into stacks lie spilled in the slots of one frame. Immutable and shared between instructions: a change makes a
/// copy, and most instructions change nothing.
/// </summary>
internal sealed class SpillOrigins
{
    public const int SlotCount = 64;

    private readonly PointerOrigin[] slots;

    private SpillOrigins(PointerOrigin[] slots) => this.slots = slots;

    /// <summary>No slot holds a pointer into a stack.</summary>
    public static SpillOrigins Empty { get; } = MakeEmpty();

    public PointerOrigin this[int slot] => slots[slot];

    /// <summary>The slot that lies exactly at an offset from the frame pointer, or -1.</summary>
    public static int SlotAt(int offset) => offset is >= -SlotCount * 8 and < 0 && offset % 8 == 0 ? (-offset / 8) - 1 : -1;

    public SpillOrigins With(int slot, PointerOrigin value)
    {
        if (slots[slot] == value)
        {
            return this;
        }

        PointerOrigin[] changed = [.. slots];
        changed[slot] = value;
        return new SpillOrigins(changed);
    }

    /// <summary>Every slot may have been overwritten by a value.</summary>
    public SpillOrigins JoinAll(PointerOrigin value)
    {
        SpillOrigins result = this;
        for (int slot = 0; slot < SlotCount; slot++)
        {
            result = result.With(slot, slots[slot].Join(value));
        }

        return result;
    }

    /// <summary>The slots that a range of bytes touches are overwritten, for certain or perhaps.</summary>
    public SpillOrigins Overwrite(int offset, int size, bool isCertain)
    {
        SpillOrigins result = this;
        for (int slot = 0; slot < SlotCount; slot++)
        {
            int start = -(slot + 1) * 8;
            if (start < offset + size && start + 8 > offset)
            {
                result = result.With(slot, isCertain ? PointerOrigin.None : slots[slot].Join(PointerOrigin.None));
            }
        }

        return result;
    }

    private static SpillOrigins MakeEmpty()
    {
        PointerOrigin[] slots = new PointerOrigin[SlotCount];
        Array.Fill(slots, PointerOrigin.None);
        return new SpillOrigins(slots);
    }
}
