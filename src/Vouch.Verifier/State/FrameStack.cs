using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.State;

/// <summary>The stack of one frame: the types of its bytes, and what is kept in the slots that hold more than plain bytes.</summary>
/// <remarks>
/// Most slots hold plain bytes. What the others hold lies side by side in order of slots, so that a copy takes no more room than it
/// needs. A reference to <see cref="StackSlot.Spilled"/> goes stale when another slot of the same stack gets or loses its own.
/// </remarks>
internal struct FrameStack
{
    private SlotTypes[] types;
    private RegisterState[] spilled;

    public FrameStack()
    {
        types = [];
        spilled = [];
    }

    /// <summary>Bit n: slot n has a <see cref="StackSlot.Spilled"/> of its own. All slots that hold an object or a spill do.</summary>
    public ulong Holders { get; private set; }

    /// <summary>Slot 0 is fp-8. It must be within the stack touched so far.</summary>
    [UnscopedRef]
    public StackSlot this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(ref this, slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref SlotTypes Types(int slot) => ref types[slot];

    /// <summary>Bit n: not all bytes of slot n have the type. Only the first slots are looked at.</summary>
    public readonly ulong SlotsOtherThan(SlotType type, int slots) => slots == 0 ? 0 : SlotMasks.OtherThan(ref types[0], slots, type);

    /// <summary>Bit n: slot n and that of another stack may differ; where the bit is clear, both hold the same plain bytes.</summary>
    public readonly ulong SlotsUnlike(in FrameStack other, int slots) =>
        slots == 0 ? 0 : SlotMasks.MayDiffer(ref types[0], ref other.types[0], slots);

    /// <summary>What the slot holds; nothing at all (a register not initialised) if it held plain bytes so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref RegisterState Spilled(int slot)
    {
        if ((Holders & (1ul << slot)) == 0)
        {
            Insert(slot);
        }

        return ref spilled[PositionOf(slot)];
    }

    /// <summary>The slot holds plain bytes from now on.</summary>
    public void Drop(int slot)
    {
        if ((Holders & (1ul << slot)) == 0)
        {
            return;
        }

        int position = PositionOf(slot), count = BitOperations.PopCount(Holders);
        spilled.AsSpan(position + 1, count - position - 1).CopyTo(spilled.AsSpan(position));
        Holders &= ~(1ul << slot);
    }

    /// <summary>Drops everything: a stack not touched yet.</summary>
    public void Clear() => Holders = 0;

    /// <summary>Makes slots meaningful that were not touched before.</summary>
    public void Grow(int fromSlots, int toSlots)
    {
        if (types.Length < toSlots)
        {
            Array.Resize(ref types, Math.Min(FrameState.MaxStackSlots, Math.Max(toSlots, Math.Max(8, types.Length * 2))));
        }

        types.AsSpan(fromSlots, toSlots - fromSlots).Clear();
    }

    /// <summary>Has room for so many slots, an eighth of them with more than plain bytes.</summary>
    public void Reserve(int slots)
    {
        types = new SlotTypes[slots];
        spilled = new RegisterState[slots / 8];
    }

    /// <summary>Becomes a copy of another stack's first slots.</summary>
    public void CopyFrom(in FrameStack other, int slots)
    {
        if (types.Length < slots)
        {
            types = new SlotTypes[Math.Min(FrameState.MaxStackSlots, (slots + 7) & ~7)];
        }

        other.types.AsSpan(0, slots).CopyTo(types);
        int count = BitOperations.PopCount(other.Holders);
        if (spilled.Length < count)
        {
            spilled = new RegisterState[Math.Min(FrameState.MaxStackSlots, (count + 3) & ~3)];
        }

        Holders = other.Holders;
        if (count == 0)
        {
            return;
        }

        ulong overwritten = Holders & SlotMasks.Plain(ref types[0], slots);
        if (overwritten == 0)
        {
            other.spilled.AsSpan(0, count).CopyTo(spilled);
        }
        else
        {
            CopyWithout(overwritten, other.spilled);
        }
    }

    /// <summary>What was overwritten by plain bytes need not be kept.</summary>
    private void CopyWithout(ulong overwritten, RegisterState[] others)
    {
        int kept = 0, position = 0;
        for (ulong rest = Holders; rest != 0; rest &= rest - 1, position++)
        {
            if ((overwritten & rest & (0 - rest)) == 0)
            {
                spilled[kept++] = others[position];
            }
        }

        Holders &= ~overwritten;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int PositionOf(int slot) => BitOperations.PopCount(Holders & ((1ul << slot) - 1));

    private void Insert(int slot)
    {
        int position = PositionOf(slot), count = BitOperations.PopCount(Holders);
        if (spilled.Length == count)
        {
            Array.Resize(ref spilled, Math.Min(FrameState.MaxStackSlots, Math.Max(4, count * 2)));
        }

        spilled.AsSpan(position, count - position).CopyTo(spilled.AsSpan(position + 1));
        spilled[position] = default;
        Holders |= 1ul << slot;
    }
}
