using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>The steps of a path that stepping backwards needs to know.</summary>
internal static class JumpHistory
{
    /// <summary>Records the current instruction in the current state's history, or adds to its record when it has one.</summary>
    /// <param name="session">The session.</param>
    /// <param name="flags">What the instruction did.</param>
    /// <param name="frame">The frame of the slot accessed.</param>
    /// <param name="slot">The slot (0 is fp-8) or stack argument accessed.</param>
    /// <param name="linkedRegisters">What a branch narrows together, a packed <see cref="LinkedSet"/>.</param>
    public static Check Record(Session session, HistoryFlags flags, int frame = 0, int slot = 0, ulong linkedRegisters = 0)
    {
        VerifierState state = session.Path.State;
        int current = session.Workspace.CurrentHistoryEntry;
        if (current < 0)
        {
            if (state.HistoryCount == state.History.Length)
            {
                Array.Resize(ref state.History, Math.Max(8, state.HistoryCount * 2));
            }

            current = state.HistoryCount++;
            session.Workspace.CurrentHistoryEntry = current;
            state.History[current] = new JumpHistoryEntry
            {
                InstructionIndex = session.Path.InstructionIndex,
                PreviousIndex = session.Path.PreviousInstructionIndex,
            };
        }

        ref JumpHistoryEntry entry = ref state.History[current];
        if ((entry.Flags & flags) != 0 && (entry.Flags & flags) != flags)
        {
            throw new VerifierBugException(session.Path.InstructionIndex, "an instruction touches the stack in two ways");
        }

        entry.Flags |= flags;
        entry.Slot = (byte)slot;
        entry.Frame = (byte)frame;
        entry.LinkedRegisters = linkedRegisters;
        return Check.Ok;
    }
}
