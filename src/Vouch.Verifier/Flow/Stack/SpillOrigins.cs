using System;
using System.Runtime.InteropServices;

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

    /// <summary>True when all slots hold the same.</summary>
    public bool HasSame(SpillOrigins other) =>
        ReferenceEquals(this, other)
        || MemoryMarshal.AsBytes(slots.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(other.slots.AsSpan()));

    /// <summary>The slot that lies exactly at an offset from the frame pointer, or -1.</summary>
    public static int SlotAt(int offset) => offset is >= -SlotCount * 8 and < 0 && offset % 8 == 0 ? (-offset / 8) - 1 : -1;

    public SpillOrigins With(int slot, PointerOrigin value)
    {
        if (slots[slot] == value)
        {
            return this;
        }

        PointerOrigin[] changed = Copy();
        changed[slot] = value;
        return new SpillOrigins(changed);
    }

    /// <summary>Every slot may have been overwritten by a value.</summary>
    public SpillOrigins JoinAll(PointerOrigin value)
    {
        PointerOrigin[]? changed = null;
        for (int slot = 0; slot < SlotCount; slot++)
        {
            PointerOrigin joined = slots[slot].Join(value);
            if (joined != slots[slot])
            {
                changed ??= Copy();
                changed[slot] = joined;
            }
        }

        return changed is null ? this : new SpillOrigins(changed);
    }

    /// <summary>The slots that a range of bytes touches are overwritten, for certain or perhaps.</summary>
    public SpillOrigins Overwrite(int offset, int size, bool isCertain)
    {
        SpillOrigins result = this;
        int nearest = Math.Max((-(offset + size)) >> 3, 0);
        int farthest = Math.Min((-offset - 1) >> 3, SlotCount - 1);
        for (int slot = nearest; slot <= farthest; slot++)
        {
            result = result.With(slot, isCertain ? PointerOrigin.None : slots[slot].Join(PointerOrigin.None));
        }

        return result;
    }

    private PointerOrigin[] Copy() => slots.AsSpan().ToArray();

    private static SpillOrigins MakeEmpty()
    {
        PointerOrigin[] slots = new PointerOrigin[SlotCount];
        Array.Fill(slots, PointerOrigin.None);
        return new SpillOrigins(slots);
    }
}
