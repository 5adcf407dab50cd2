using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>The steps of a path that stepping backwards needs to know.</summary>
internal sealed class JumpHistory(PathCursor path)
{
    private const int None = -1;

    // Of the current instruction in the current state's history.
    private int entryIndex = None;

    /// <summary>The current instruction has an entry.</summary>
    public bool HasEntry => entryIndex >= 0;

    /// <summary>Another instruction begins, or the same one again.</summary>
    public void StartInstruction() => entryIndex = None;

    /// <summary>Records the current instruction in the current state's history, or adds to its record when it has one.</summary>
    /// <param name="flags">What the instruction did.</param>
    /// <param name="frame">The frame of the slot accessed.</param>
    /// <param name="slot">The slot (0 is fp-8) or stack argument accessed.</param>
    /// <param name="linkedRegisters">What a branch narrows together, a packed <see cref="LinkedSet"/>.</param>
    public Check Record(HistoryFlags flags, int frame = 0, int slot = 0, ulong linkedRegisters = 0)
    {
        VerifierState state = path.State;
        int current = entryIndex;
        if (current < 0)
        {
            if (state.HistoryCount == state.History.Length)
            {
                Array.Resize(ref state.History, Math.Max(8, state.HistoryCount * 2));
            }

            current = state.HistoryCount++;
            entryIndex = current;
            state.History[current] = new JumpHistoryEntry
            {
                InstructionIndex = path.InstructionIndex,
                PreviousIndex = path.PreviousInstructionIndex,
            };
        }

        ref JumpHistoryEntry entry = ref state.History[current];
        if ((entry.Flags & flags) != 0 && (entry.Flags & flags) != flags)
        {
            throw new VerifierBugException(path.InstructionIndex, "an instruction touches the stack in two ways");
        }

        entry.Flags |= flags;
        entry.Slot = (byte)slot;
        entry.Frame = (byte)frame;
        entry.LinkedRegisters = linkedRegisters;
        return Check.Ok;
    }
}
