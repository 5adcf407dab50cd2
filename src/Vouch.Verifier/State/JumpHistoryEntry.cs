using System;

namespace Vouch.Verifier.State;

/// <summary>What an instruction of the history did that stepping backwards must know.</summary>
[Flags]
internal enum HistoryFlags : byte
{
    None = 0,

    /// <summary>It read or wrote a spill slot; the entry names frame and slot.</summary>
    StackAccess = 1 << 0,

    /// <summary>Its destination register held a stack pointer.</summary>
    DestinationIsStack = 1 << 1,

    /// <summary>Its source register held a stack pointer.</summary>
    SourceIsStack = 1 << 2,

    /// <summary>It read or wrote a stack argument; the slot field is the argument's index.</summary>
    StackArgumentAccess = 1 << 3,
}

/// <summary>One remembered step of a path: an instruction whose predecessor or effect cannot be told from the program text.</summary>
internal struct JumpHistoryEntry
{
    public int InstructionIndex;
    public int PreviousIndex;
    public byte Frame;
    public byte Slot;
    public HistoryFlags Flags;

    /// <summary>The registers and slots that shared an id at a branch, packed; 0 for none.</summary>
    public ulong LinkedRegisters;

    /// <summary>It tells more than where the path came from.</summary>
    public readonly bool HasEffect => Flags != HistoryFlags.None || LinkedRegisters != 0;
}
