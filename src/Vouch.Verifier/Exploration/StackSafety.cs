using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vouch.Verifier.Objects.Models;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>Whether the stack of an older frame, found safe, covers that of the current frame.</summary>
/// <param name="registers">Compares what is spilled.</param>
/// <param name="allowsUninitialized">Reading stack that was never written gives an unknown scalar.</param>
/// <param name="rules">Say what dynptrs are told apart by.</param>
internal readonly struct StackSafety(in RegisterSafety registers, bool allowsUninitialized, ObjectRules rules)
{
    public readonly RegisterSafety Registers = registers;
    private readonly bool allowsUninitialized = allowsUninitialized;
    private readonly ObjectRules rules = rules;

    private const int SlotBytes = 8;
    private const uint HalfOfOnes = 0x01010101;
    private const ulong FullSpill = HalfOfOnes * (ulong)SlotType.Spill * 0x1_0000_0001;

    private static readonly RegisterState Unknown = UnknownScalar();

    /// <remarks>Slots that only the current frame has do not matter: the older path never used them.</remarks>
    /// <param name="older">The older frame.</param>
    /// <param name="current">The current frame.</param>
    /// <param name="slot">The first slot that differs.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Covers(FrameState older, FrameState current, out int slot)
    {
        // The same plain bytes cover one another; what the current frame does not have is looked at one by one.
        int count = older.StackSlotCount, common = Math.Min(count, current.StackSlotCount);
        ulong unlike = older.Stack.SlotsUnlike(in current.Stack, common) | (SlotMasks.LowBits(count) & ~SlotMasks.LowBits(common));
        for (; unlike != 0; unlike &= unlike - 1)
        {
            slot = BitOperations.TrailingZeroCount(unlike);
            bool matters = Registers.UnusedMustEqual || !IsPlainlyUnused(older.Stack.Types(slot).Packed);
            if (matters && Differs(older, current, slot))
            {
                return false;
            }
        }

        slot = count;
        return true;
    }

    /// <summary>The older path relied on something of a slot of its frame that the current frame does not have.</summary>
    public bool Differs(FrameState older, FrameState current, int slot) => slot < current.StackSlotCount
        ? !Covers(older.Stack[slot], current.Stack[slot])
        : Registers.UnusedMustEqual || !IsUnused(older.Stack[slot]);

    /// <summary>The older path did not rely on any byte of the slot.</summary>
    private bool IsUnused(StackSlot slot)
    {
        if (IsPlainlyUnused(slot.Types.Packed))
        {
            return true;
        }

        for (int i = 0; i < SlotBytes; i++)
        {
            if (!IsIgnored(slot.Types[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Each half is of one type, and that is ignored: how most of an unused stack looks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsPlainlyUnused(ulong types) => IsIgnoredHalf((uint)types) && IsIgnoredHalf((uint)(types >> 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsIgnoredHalf(uint types) =>
        types is HalfOfOnes * (uint)SlotType.Invalid or HalfOfOnes * (uint)SlotType.Poison
        || (allowsUninitialized && types == HalfOfOnes * (uint)SlotType.Misc);

    /// <summary>The older path did not rely on this byte.</summary>
    private bool IsIgnored(SlotType type) =>
        type is SlotType.Invalid or SlotType.Poison || (allowsUninitialized && type == SlotType.Misc);

    private bool Covers(StackSlot older, StackSlot current)
    {
        ulong types = older.Types.Packed;
        if (types == FullSpill && current.Types.Packed == FullSpill)
        {
            return Registers.Covers(in older.Spilled, in current.Spilled);
        }

        return (!Registers.UnusedMustEqual && IsPlainlyUnused(types)) || CoversBytes(older, current);
    }

    private bool CoversBytes(StackSlot older, StackSlot current)
    {
        int i = 0;
        while (i < SlotBytes)
        {
            SlotType type = older.Types[i];
            if (Registers.UnusedMustEqual && Normal(type) != Normal(current.Types[i]))
            {
                return false;
            }

            if (IsIgnored(type))
            {
                i++;
                continue;
            }

            // A whole or half slot that reads as a scalar on both sides is compared as one, however it is stored.
            if ((i == 0 || (i == SlotBytes / 2 && Registers.Rules.ComparesHalfSlots)) && ReadsAsScalar(older, i) && ReadsAsScalar(current, i))
            {
                if (!Registers.Covers(in Scalar(older, i), in Scalar(current, i)))
                {
                    return false;
                }

                i = SlotBytes;
                continue;
            }

            bool isZeroForUnknown = type == SlotType.Misc && current.Types[i] == SlotType.Zero;
            if (!isZeroForUnknown && type != current.Types[i])
            {
                return false;
            }

            if (!isZeroForUnknown && i == SlotBytes - 1 && !CoversObject(in older.Spilled, in current.Spilled, type))
            {
                return false;
            }

            i++;
        }

        return true;
    }

    private static SlotType Normal(SlotType type) => type == SlotType.Poison ? SlotType.Invalid : type;

    /// <summary>From a byte on, the slot holds a spilled scalar, or nothing but unknown bytes.</summary>
    private bool ReadsAsScalar(StackSlot slot, int from)
    {
        if (slot.Types[from] == SlotType.Spill)
        {
            return slot.Spilled.Type.IsScalar;
        }

        for (int i = from; i < SlotBytes; i++)
        {
            SlotType type = slot.Types[i];
            if (type != SlotType.Misc && !(allowsUninitialized && type is SlotType.Invalid or SlotType.Poison))
            {
                return false;
            }
        }

        return true;
    }

    private static ref readonly RegisterState Scalar(StackSlot slot, int from) =>
        ref slot.Types[from] == SlotType.Spill ? ref slot.Spilled : ref Unknown;

    /// <summary>What lies in the slot as a whole, once all bytes have the same type.</summary>
    private bool CoversObject(in RegisterState older, in RegisterState current, SlotType type)
    {
        IdentityMap ids = Registers.Ids;
        switch (type)
        {
            case SlotType.Spill:
                return Registers.Covers(in older, in current);
            case SlotType.Dynptr:
                return older.DynptrKind == current.DynptrKind && older.IsFirstDynptrSlot == current.IsFirstDynptrSlot
                    && ids.Matches(rules.ComparedId(older), rules.ComparedId(current)) && ids.Matches(older.ParentId, current.ParentId);
            case SlotType.Iterator:
                // The depth only counts rounds; comparing it would keep loops from converging.
                return (older.Type == current.Type || !Registers.Rules.ComparesIteratorTrust) && older.Btf == current.Btf && older.BtfType == current.BtfType
                    && older.IteratorState == current.IteratorState && ids.Matches(older.Id, current.Id);
            case SlotType.IrqFlag:
                return ids.Matches(older.Id, current.Id) && older.IrqClass == current.IrqClass;
            default:
                return type is SlotType.Misc or SlotType.Zero;
        }
    }

    private static RegisterState UnknownScalar()
    {
        RegisterState unknown = default;
        unknown.MarkUnknown(isBpfCapable: true);
        return unknown;
    }
}
