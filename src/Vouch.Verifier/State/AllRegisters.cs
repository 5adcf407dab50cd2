namespace Vouch.Verifier.State;

/// <summary>
/// Everything in a state that describes a value: the registers of all frames, what is spilled on their stacks, their outgoing
/// arguments. Enumerate with <c>foreach (ref RegisterState register in new AllRegisters(state))</c>; frames and stacks may not
/// grow meanwhile.
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

    /// <summary>The frame that <see cref="Current"/> belongs to.</summary>
    public FrameState Frame { get; private set; } = state[0];

    /// <summary>The stack slot of <see cref="Current"/>, or -1 when it is no slot.</summary>
    public readonly int Slot => index >= FrameState.RegisterCount && index < SlotEnd ? index - FrameState.RegisterCount : -1;

    public readonly ref RegisterState Current
    {
        get
        {
            if (index < FrameState.RegisterCount)
            {
                return ref Frame.Registers[index];
            }

            if (index < SlotEnd)
            {
                return ref Frame.Stack[index - FrameState.RegisterCount].Spilled;
            }

            return ref Frame.OutgoingArguments[index - SlotEnd];
        }
    }

    private readonly int SlotEnd => FrameState.RegisterCount + Frame.StackSlotCount;

    public readonly AllRegisters GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            index++;
            if (index >= SlotEnd + Frame.OutgoingArgumentCount)
            {
                int next = Frame.FrameNumber + 1;
                if (next > state.CurrentFrame)
                {
                    return false;
                }

                Frame = state[next];
                index = 0;
            }

            if (HoldsValue())
            {
                return true;
            }
        }
    }

    private readonly bool HoldsValue()
    {
        if (index < FrameState.RegisterCount)
        {
            return true;
        }

        if (index >= SlotEnd)
        {
            return !Frame.OutgoingArguments[index - SlotEnd].Type.IsNotInitialized;
        }

        SlotType kind = Frame.Stack[index - FrameState.RegisterCount].Kind;
        return kind == SlotType.Spill
            || (withDynptrs && kind == SlotType.Dynptr)
            || (withIterators && kind == SlotType.Iterator);
    }
}
