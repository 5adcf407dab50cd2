using System.Diagnostics;

namespace Vouch.Verifier.State;

/// <summary>What one byte of the stack holds.</summary>
internal enum SlotType : byte
{
    /// <summary>Never written.</summary>
    Invalid = 0,
    Spill,
    Misc,
    Zero,
    Dynptr,
    Iterator,
    IrqFlag,

    /// <summary>Statically dead: whatever it held was dropped, so reading it is a defect of the analysis.</summary>
    Poison,
}

/// <summary>The types of a slot's eight bytes; index 7 is the byte at the lowest address.</summary>
/// <remarks>One number and no inline array: code compiled ahead of time calls the runtime for every element of those.</remarks>
internal struct SlotTypes
{
    private const ulong EachByte = 0x0101010101010101;

    /// <summary>All eight as one number, index 0 in the low byte.</summary>
    public ulong Packed { readonly get; private set; }

    /// <param name="index">0..7.</param>
    public SlotType this[int index]
    {
        readonly get => unchecked((SlotType)(byte)(Packed >> ShiftOf(index)));
        set => Packed = (Packed & ~((ulong)byte.MaxValue << ShiftOf(index))) | ((ulong)value << ShiftOf(index));
    }

    /// <summary>All eight bytes have this type.</summary>
    public readonly bool AreAll(SlotType type) => Packed == EachByte * (byte)type;

    public void SetAll(SlotType type) => Packed = EachByte * (byte)type;

    private static int ShiftOf(int index)
    {
        Debug.Assert(index is >= 0 and < 8, "A slot has eight bytes.");
        return index * 8;
    }
}

/// <summary>Eight bytes of stack: their types, and the register spilled (or object kept) there.</summary>
internal struct StackSlot
{
    public RegisterState Spilled;
    public SlotTypes Types;

    /// <summary>The class of the slot, as the log and most rules see it: the type of its byte with index 7.</summary>
    public readonly SlotType Kind => Types[7];

    public void SetAll(SlotType type) => Types.SetAll(type);

    /// <summary>All eight bytes belong to a spilled register.</summary>
    public readonly bool IsFullSpill => Types[0] == SlotType.Spill;

    public readonly bool IsSpill => Types[7] == SlotType.Spill;

    public readonly bool IsScalarSpill => IsSpill && Spilled.Type.IsScalar;
}
