using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.State;

/// <summary>What one byte of the stack holds.</summary>
internal enum SlotType : byte
{
    /// <summary>Never written.</summary>
    Invalid = 0,
    Misc,
    Zero,

    /// <summary>Statically dead: whatever it held was dropped, so reading it is a defect of the analysis.</summary>
    Poison,

    // From here on a slot holds more than plain bytes. Bit 2 tells these from the others.
    Spill,
    Dynptr,
    Iterator,
    IrqFlag,
}

/// <summary>The types of a slot's eight bytes; index 7 is the byte at the lowest address.</summary>
/// <remarks>One number and no inline array: code compiled ahead of time calls the runtime for every element of those.</remarks>
internal struct SlotTypes
{
    /// <summary>The bit that tells types of more than plain bytes from the others, in each byte.</summary>
    public const ulong MoreThanBytes = EachByte * (byte)SlotType.Spill;

    private const ulong EachByte = 0x0101010101010101;
    private const ulong LowHalf = uint.MaxValue;

    /// <summary>All eight as one number, index 0 in the low byte.</summary>
    public ulong Packed { readonly get; private set; }

    /// <param name="index">0..7.</param>
    public SlotType this[int index]
    {
        readonly get => unchecked((SlotType)(byte)(Packed >> ShiftOf(index)));
        set => Packed = (Packed & ~((ulong)byte.MaxValue << ShiftOf(index))) | ((ulong)value << ShiftOf(index));
    }

    /// <summary>Eight bytes of one type.</summary>
    public static ulong All(SlotType type) => EachByte * (byte)type;

    /// <summary>Some byte belongs to a spilled register or an object.</summary>
    public readonly bool HoldsMoreThanBytes => (Packed & MoreThanBytes) != 0;

    /// <summary>All bytes of the halves in question have this type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="low">Asks for the half with the indexes 0 to 3.</param>
    /// <param name="high">Asks for the half with the indexes 4 to 7.</param>
    public readonly bool HalvesAre(SlotType type, bool low, bool high)
    {
        ulong differing = Packed ^ All(type);
        return ((low ? differing & LowHalf : 0) | (high ? differing & ~LowHalf : 0)) == 0;
    }

    public void SetAll(SlotType type) => Packed = All(type);

    /// <summary>Sets the half with the indexes 0 to 3, which lies at the higher addresses.</summary>
    public void SetLowHalf(SlotType type) => Packed = (Packed & ~LowHalf) | (All(type) & LowHalf);

    /// <summary>Sets the half with the indexes 4 to 7.</summary>
    public void SetHighHalf(SlotType type) => Packed = (Packed & LowHalf) | (All(type) & ~LowHalf);

    private static int ShiftOf(int index)
    {
        Debug.Assert(index is >= 0 and < 8, "A slot has eight bytes.");
        return index * 8;
    }
}

/// <summary>Eight bytes of stack, where they lie: their types, and the register spilled (or object kept) there.</summary>
internal readonly ref struct StackSlot
{
    private readonly ref FrameStack stack;
    private readonly int index;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StackSlot(ref FrameStack stack, int index)
    {
        this.stack = ref stack;
        this.index = index;
    }

    public ref SlotTypes Types
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref stack.Types(index);
    }

    /// <summary>See <see cref="FrameStack.Spilled"/>: stale when another slot of the stack gets or loses its own.</summary>
    public ref RegisterState Spilled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref stack.Spilled(index);
    }

    /// <summary>The class of the slot, as the log and most rules see it: the type of its byte with index 7.</summary>
    public SlotType Kind => Types[7];

    /// <summary>All eight bytes belong to a spilled register.</summary>
    public bool IsFullSpill => Types[0] == SlotType.Spill;

    public bool IsSpill => Types[7] == SlotType.Spill;

    public bool IsScalarSpill => IsSpill && Spilled.Type.IsScalar;

    public void SetAll(SlotType type) => Types.SetAll(type);

    /// <summary>What was spilled or kept is gone; the types stay.</summary>
    public void DropSpilled() => stack.Drop(index);
}
