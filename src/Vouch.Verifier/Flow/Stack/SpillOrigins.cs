using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// What pointers into stacks lie spilled in the slots of one frame. Immutable and shared between instructions: a change makes a
/// copy, and most instructions change nothing. Only slots that hold a pointer are listed.
/// </summary>
internal sealed class SpillOrigins
{
    public const int SlotCount = 64;

    // In the order of the slots, and without PointerOrigin.None, so that equal ones look the same.
    private readonly PointerOrigin[] origins;

    private SpillOrigins(ulong listed, PointerOrigin[] origins)
    {
        Listed = listed;
        this.origins = origins;
    }

    /// <summary>No slot holds a pointer into a stack.</summary>
    public static SpillOrigins Empty { get; } = new(0, []);

    /// <summary>Bit n: slot n is listed.</summary>
    public ulong Listed { get; }

    public PointerOrigin this[int slot] => (Listed & (1ul << slot)) != 0 ? origins[PlaceOf(slot)] : PointerOrigin.None;

    /// <summary>True when all slots hold the same.</summary>
    public bool HasSame(SpillOrigins other) =>
        ReferenceEquals(this, other)
        || (Listed == other.Listed
            && MemoryMarshal.AsBytes(origins.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(other.origins.AsSpan())));

    /// <summary>The slot that lies exactly at an offset from the frame pointer, or -1.</summary>
    public static int SlotAt(int offset) => offset is >= -SlotCount * 8 and < 0 && offset % 8 == 0 ? (-offset / 8) - 1 : -1;

    public SpillOrigins With(int slot, PointerOrigin value)
    {
        if (this[slot] == value)
        {
            return this;
        }

        bool isListed = (Listed & (1ul << slot)) != 0;
        int place = PlaceOf(slot);
        int kept = isListed ? place + 1 : place;
        int added = value.IsNone ? 0 : 1;
        PointerOrigin[] changed = new PointerOrigin[place + added + origins.Length - kept];
        Array.Copy(origins, changed, place);
        Array.Copy(origins, kept, changed, place + added, origins.Length - kept);
        if (added == 0)
        {
            return new SpillOrigins(Listed & ~(1ul << slot), changed);
        }

        changed[place] = value;
        return new SpillOrigins(Listed | (1ul << slot), changed);
    }

    /// <summary>Every slot may have been overwritten by a value.</summary>
    public SpillOrigins JoinAll(PointerOrigin value)
    {
        Span<PointerOrigin> joined = stackalloc PointerOrigin[SlotCount];
        int count = 0;
        ulong slots = 0;
        bool changed = false;
        for (int slot = 0; slot < SlotCount; slot++)
        {
            PointerOrigin old = this[slot];
            joined[count] = old.Join(value);
            changed |= joined[count] != old;
            if (!joined[count].IsNone)
            {
                slots |= 1ul << slot;
                count++;
            }
        }

        return changed ? new SpillOrigins(slots, joined[..count].ToArray()) : this;
    }

    /// <summary>The slots that a range of bytes touches are overwritten, for certain or perhaps.</summary>
    public SpillOrigins Overwrite(int offset, int size, bool isCertain)
    {
        SpillOrigins result = this;
        int nearest = Math.Max((-(offset + size)) >> 3, 0);
        int farthest = Math.Min((-offset - 1) >> 3, SlotCount - 1);
        for (int slot = nearest; slot <= farthest; slot++)
        {
            result = result.With(slot, isCertain ? PointerOrigin.None : this[slot].Join(PointerOrigin.None));
        }

        return result;
    }

    /// <summary>Where a slot is in the list, or would be.</summary>
    private int PlaceOf(int slot) => BitOperations.PopCount(Listed & ((1ul << slot) - 1));
}
