using System;
using Vouch.Verifier.Log;

namespace Vouch.Verifier.State;

/// <summary>Prints machine states as the kernel's log does.</summary>
internal sealed class StateText(ProgramFacts facts, PathCursor path, IdentityReading identities, VerifierLog log)
{
    private const int StateColumn = 40;
    private const int ColumnStep = 8;

    /// <summary>The log that the states go to.</summary>
    public VerifierLog Log => log;

    /// <summary>Logs one frame of a state and a line end: all of it, or only what changed since it was last printed.</summary>
    public void Write(VerifierState state, int frame, bool all)
    {
        if (log.IsOn)
        {
            LogText text = log.StartText();
            AppendFrame(text, state, frame, all);
            log.Write(text.Written);
        }

        if (!all)
        {
            path.ScratchedRegisters = 0;
            path.ScratchedStack = 0;
        }
    }

    /// <summary>Logs what changed, behind the instruction when it was the last thing logged.</summary>
    public void WriteAfterInstruction(VerifierState state, int frame)
    {
        InstructionLine line = log.LastInstruction;
        if (line.End != 0 && line.End == log.Position)
        {
            log.Reset(line.End - 1);
            LogText text = log.StartText();
            text.AppendSpaces(Padding(line.Length));
            text.Append(';');
            log.Write(text.Written);
        }
        else
        {
            log.Write($"{path.InstructionIndex}:");
        }

        Write(state, frame, all: false);
    }

    /// <summary>
    /// Blanks between an instruction and what is printed behind it: up to column 40, from there on to multiples of 8, with half a
    /// step to spare.
    /// </summary>
    public static int Padding(int length)
    {
        int wanted = Math.Max(length + (ColumnStep / 2), StateColumn);
        return ((wanted + ColumnStep - 1) / ColumnStep * ColumnStep) - length - 1;
    }

    private void AppendFrame(LogText text, VerifierState state, int number, bool all)
    {
        FrameState frame = state.ReadFrame(number);
        if (frame.FrameNumber != 0)
        {
            text.Append(" frame");
            text.AppendDecimal(frame.FrameNumber);
            text.Append(':');
        }

        uint registers = all ? ~0u : path.ScratchedRegisters;
        for (int i = 0; i < FrameState.RegisterCount; i++)
        {
            ref readonly RegisterState register = ref frame.Registers[i];
            if (!register.Type.IsNotInitialized && (registers & (1u << i)) != 0)
            {
                text.Append(" R");
                text.AppendDecimal(i);
                text.Append('=');
                RegisterText.Append(text, facts, identities, frame.FrameNumber, in register);
            }
        }

        ulong slots = all ? ~0ul : path.ScratchedStack;
        for (int i = 0; i < frame.StackSlotCount; i++)
        {
            if ((slots & (1ul << i)) != 0 && IsWorthPrinting(frame.Stack[i]))
            {
                i += AppendSlot(text, frame, i);
            }
        }

        AppendReferences(text, state);
        text.Append(frame.IsCallback ? " cb" : "");
        text.Append(frame.IsAsyncCallback ? " async_cb\n" : "\n");
    }

    private static bool IsWorthPrinting(StackSlot slot)
    {
        for (int i = 0; i < 8; i++)
        {
            if (slot.Types[i] is not (SlotType.Invalid or SlotType.Poison))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Prints the slot and tells how many more slots it spoke for.</summary>
    private int AppendSlot(LogText text, FrameState frame, int index)
    {
        switch (frame.Stack[index].Kind)
        {
            case SlotType.Spill:
                AppendSpill(text, frame, index);
                return 0;
            case SlotType.Dynptr:
                // A dynptr's identity is in the slot at the lower address, behind the one met first.
                AppendDynptr(text, frame, index + 1);
                return 1;
            case SlotType.Iterator:
                AppendIterator(text, frame, index);
                return 0;
            default:
                AppendSlotName(text, index);
                AppendLetters(text, frame.Stack[index], 8);
                return 0;
        }
    }

    private void AppendSpill(LogText text, FrameState frame, int index)
    {
        StackSlot slot = frame.Stack[index];
        int first = 0;
        while (slot.Types[first] != SlotType.Spill)
        {
            first++;
        }

        AppendSlotName(text, index);
        AppendLetters(text, slot, first);
        RegisterText.Append(text, facts, identities, frame.FrameNumber, in slot.Spilled);
    }

    private void AppendDynptr(LogText text, FrameState frame, int index)
    {
        // When only the slot at the lower address changed, the kernel takes it for the first and looks one too far, maybe past the stack.
        RegisterState none = default;
        ref readonly RegisterState dynptr = ref index < frame.StackSlotCount ? ref frame.Stack[index].Spilled : ref none;
        AppendSlotName(text, index);
        text.Append("dynptr_");
        text.Append(RegisterTypeText.Name(dynptr.DynptrKind));
        text.Append('(');
        if (dynptr.Id != 0)
        {
            text.Append("id=");
            text.AppendDecimal(dynptr.Id);
        }

        if (dynptr.ParentId != 0)
        {
            text.Append(dynptr.Id != 0 ? "," : "");
            text.Append(identities.DynptrParentWord);
            text.AppendDecimal(dynptr.ParentId);
        }

        text.Append(identities.DynptrEnd);
        text.Append(')');
    }

    /// <summary>An iterator is printed once, for the slot that carries its identity.</summary>
    private void AppendIterator(LogText text, FrameState frame, int index)
    {
        ref readonly RegisterState iterator = ref frame.Stack[index].Spilled;
        if (iterator.Id == 0)
        {
            return;
        }

        AppendSlotName(text, index);
        text.Append("iter_");
        text.Append(RegisterTypeText.IteratorName(facts, in iterator));
        text.Append('(');
        text.Append(identities.IteratorWord);
        text.AppendDecimal(iterator.Id);
        text.Append(",state=");
        text.Append(RegisterTypeText.Name(iterator.IteratorState));
        text.Append(",depth=");
        text.AppendDecimal(iterator.IteratorDepth);
        text.Append(')');
    }

    private static void AppendSlotName(LogText text, int index)
    {
        text.Append(" fp");
        text.AppendDecimal(-(index + 1) * 8);
        text.Append('=');
    }

    private static void AppendLetters(LogText text, StackSlot slot, int count)
    {
        for (int i = 0; i < count; i++)
        {
            text.Append(RegisterTypeText.Letter(slot.Types[i]));
        }
    }

    /// <summary>Nothing at all is listed when the oldest entry has no id of its own (a lock in global data).</summary>
    private static void AppendReferences(LogText text, VerifierState state)
    {
        ReadOnlySpan<Reference> references = state.ActiveReferences;
        if (references.IsEmpty || references[0].Id == 0)
        {
            return;
        }

        text.Append(" refs=");
        text.AppendDecimal(references[0].Id);
        foreach (ref readonly Reference reference in references[1..])
        {
            if (reference.Id != 0)
            {
                text.Append(',');
                text.AppendDecimal(reference.Id);
            }
        }
    }
}
