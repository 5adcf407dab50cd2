using System.Runtime.CompilerServices;

namespace Vouch.Verifier.State;

/// <summary>Where exploration is: the state of the path being followed, the instruction it is at, and what changed since it was printed.</summary>
internal sealed class PathCursor(VerifierState state)
{
    public VerifierState State { get; set; } = state;

    public int InstructionIndex { get; set; }

    public int PreviousInstructionIndex { get; set; } = -1;

    /// <summary>The identity given out last.</summary>
    public uint LastId { get; private set; }

    /// <summary>Bit n: register n of the executing frame changed since the state was last printed.</summary>
    public uint ScratchedRegisters { get; set; }

    /// <summary>Bit n: stack slot n of the executing frame changed since the state was last printed.</summary>
    public ulong ScratchedStack { get; set; }

    public FrameState Frame => State.Frame;

    public RegisterState[] Registers => State.Registers;

    /// <summary>A fresh identity. The counter is never rolled back, so ids tell the order of exploration.</summary>
    public uint NextId() => ++LastId;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MarkScratched(int register) => ScratchedRegisters |= 1u << register;

    public void MarkSlotScratched(int slot) => ScratchedStack |= 1ul << slot;

    public void MarkAllScratched()
    {
        ScratchedRegisters = ~0u;
        ScratchedStack = ~0ul;
    }
}
