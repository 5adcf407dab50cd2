using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.State;

/// <summary>
/// Everything in a state that describes a value: the registers of all frames, what is spilled on their stacks, their outgoing
/// arguments. Enumerate with <c>foreach (ref readonly RegisterState register in new AllRegisters(state))</c>, or step by step to write to
/// some; frames and stacks may not grow meanwhile.
/// </summary>
/// <param name="state">The machine state.</param>
/// <param name="withDynptrs">Dynptr slots are visited too.</param>
/// <param name="withIterators">Iterator slots are visited too.</param>
internal ref struct AllRegisters(VerifierState state, bool withDynptrs = false, bool withIterators = false)
{
    private readonly VerifierState state = state;
    private readonly bool withDynptrs = withDynptrs;
    private readonly bool withIterators = withIterators;
    private int index = -1;

    /// <summary>Slots of the frame that may hold a value and are still to be visited.</summary>
    private ulong slots = state.ReadFrame(0).Stack.Holders;

    /// <summary>The frame that <see cref="Current"/> belongs to, to be read.</summary>
    public FrameState Frame { get; private set; } = state.ReadFrame(0);

    /// <summary>The stack slot of <see cref="Current"/>, or -1 when it is no slot.</summary>
    public readonly int Slot => index >= FrameState.RegisterCount && index < SlotEnd ? index - FrameState.RegisterCount : -1;

    public readonly ref readonly RegisterState Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Find();
    }

    private readonly int SlotEnd => FrameState.RegisterCount + Frame.StackSlotCount;

    public readonly AllRegisters GetEnumerator() => this;

    /// <summary>What <see cref="Current"/> is, to be written to.</summary>
    public ref RegisterState Written()
    {
        Frame = state.WriteFrame(Frame.FrameNumber);
        return ref Find();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext() => ++index < FrameState.RegisterCount || MoveBeyondRegisters();

    private bool MoveBeyondRegisters()
    {
        for (; slots != 0; slots &= slots - 1)
        {
            int slot = BitOperations.TrailingZeroCount(slots);
            if (Visits(Frame.Stack.Types(slot)[7]))
            {
                slots &= slots - 1;
                index = FrameState.RegisterCount + slot;
                return true;
            }
        }

        for (index = Math.Max(index, SlotEnd); index < SlotEnd + Frame.OutgoingArgumentCount; index++)
        {
            if (!Frame.OutgoingArguments[index - SlotEnd].Type.IsNotInitialized)
            {
                return true;
            }
        }

        if (Frame.FrameNumber == state.CurrentFrame)
        {
            return false;
        }

        Frame = state.ReadFrame(Frame.FrameNumber + 1);
        slots = Frame.Stack.Holders;
        index = 0;
        return true;
    }

    private readonly bool Visits(SlotType kind) => kind == SlotType.Spill
        || (withDynptrs && kind == SlotType.Dynptr)
        || (withIterators && kind == SlotType.Iterator);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ref RegisterState Find() =>
        ref index < FrameState.RegisterCount ? ref Frame.Registers[index] : ref FindBeyondRegisters();

    private readonly ref RegisterState FindBeyondRegisters() => ref index < SlotEnd
        ? ref Frame.Stack[index - FrameState.RegisterCount].Spilled
        : ref Frame.OutgoingArguments[index - SlotEnd];
}
