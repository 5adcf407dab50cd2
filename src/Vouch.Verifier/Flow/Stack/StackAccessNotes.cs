using System;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>Notes what loads, stores and calls do to stacks, given where pointers into stacks are.</summary>
internal static class StackAccessNotes
{
    private const int HalfSize = 4;

    /// <summary>A load or store at an instruction; nothing for other instructions.</summary>
    public static void NoteMemory(Instruction insn, int index, FunctionInstance instance, ReadOnlySpan<PointerOrigin> values)
    {
        if (insn.StoresStackArgument() || insn.LoadsStackArgument())
        {
            return;
        }

        long bytes = insn.AccessSize;
        byte register = insn.Destination;
        switch (insn.Class)
        {
            case InstructionClass.LoadRegister:
                register = insn.Source;
                break;
            case InstructionClass.StoreRegister when insn.IsAtomic:
                bytes = insn.Immediate == AtomicOperation.StoreRelease ? -bytes : bytes;
                register = insn.Immediate == AtomicOperation.LoadAcquire ? insn.Source : register;
                break;
            case InstructionClass.StoreRegister or InstructionClass.StoreImmediate:
                bytes = -bytes;
                break;
            default:
                return;
        }

        if (values[register].IsPointer)
        {
            Note(instance, index, values[register].Add(insn.Offset), bytes);
        }
    }

    /// <summary>The arguments of a helper's or kernel function's call.</summary>
    public static void NoteCall(ProgramFacts facts, int index, FunctionInstance instance, ReadOnlySpan<PointerOrigin> values)
    {
        Instruction call = facts.Program.Instructions[index];
        if (call.IsSubprogramCall)
        {
            return;
        }

        int parameters = CallSummary.TryGet(facts, call, out CallSummary summary)
            ? summary.Parameters
            : FrameState.ArgumentRegisters;
        for (int i = 0; i < Math.Min(parameters, FrameState.ArgumentRegisters + OriginState.StackArguments); i++)
        {
            int place = i < FrameState.ArgumentRegisters ? i + 1 : OriginState.RegisterCount + i - FrameState.ArgumentRegisters;
            if (values[place].IsPointer)
            {
                NoteArgument(facts, index, instance, i, values[place]);
            }
        }
    }

    /// <summary>Everything may be read: every frame up to the instance's own.</summary>
    public static void NoteAll(FunctionInstance instance, int index)
    {
        for (int f = 0; f <= instance.Depth; f++)
        {
            instance.Read(f, index, SlotSet.All);
        }
    }

    private static void NoteArgument(ProgramFacts facts, int index, FunctionInstance instance, int argument, PointerOrigin value)
    {
        Instruction call = facts.Program.Instructions[index];
        if (!call.IsHelperCall && !call.IsKfuncCall)
        {
            NoteAll(instance, index);
            return;
        }

        long bytes = call.IsHelperCall
            ? ArgumentMemory.OfHelper(facts, index, argument)
            : ArgumentMemory.OfKfunc(facts, index, argument);
        Note(instance, index, value, bytes);
    }

    /// <param name="instance">Where it is noted.</param>
    /// <param name="index">The instruction.</param>
    /// <param name="address">Where the access begins.</param>
    /// <param name="bytes">Positive: read. Negative: written. <see cref="ArgumentMemory.Unknown"/>: read up to the frame pointer.</param>
    private static void Note(FunctionInstance instance, int index, PointerOrigin address, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        if (address.IsVague)
        {
            for (int f = 0; f <= instance.Depth; f++)
            {
                if ((address.Frames & (1 << f)) != 0)
                {
                    instance.Read(f, index, SlotSet.All);
                }
            }
        }
        else if (address.HasFrame && address.Frame <= instance.Depth)
        {
            NoteInFrame(instance, index, address, bytes);
        }
    }

    private static void NoteInFrame(FunctionInstance instance, int index, PointerOrigin address, long bytes)
    {
        bool isWrite = bytes < 0 && bytes != ArgumentMemory.Unknown;
        if (address.OffsetCount == 0)
        {
            if (!isWrite)
            {
                instance.Read(address.Frame, index, SlotSet.All);
            }

            return;
        }

        // A write to one of several places is certain for none of them.
        if (isWrite && address.OffsetCount != 1)
        {
            return;
        }

        for (int i = 0; i < address.OffsetCount; i++)
        {
            long below = -(long)address.Offset(i);
            if (below <= 0)
            {
                // Not on the stack: exploration rejects it.
                continue;
            }

            if (isWrite)
            {
                NoteWrite(instance, address.Frame, index, below, -bytes);
            }
            else
            {
                long lowest = bytes == ArgumentMemory.Unknown ? 0 : Math.Max((below - bytes) / HalfSize, 0);
                instance.Read(address.Frame, index, SlotSet.Range(lowest, (below - 1) / HalfSize));
            }
        }
    }

    // Halves that a write covers in part stay what they were.
    private static void NoteWrite(FunctionInstance instance, int frame, int index, long below, long bytes)
    {
        long highest = (below / HalfSize) - 1;
        long lowest = Math.Max((below - bytes + HalfSize - 1) / HalfSize, 0);
        if (lowest <= highest)
        {
            instance.Write(frame, index, SlotSet.Range(lowest, highest));
        }
    }
}
