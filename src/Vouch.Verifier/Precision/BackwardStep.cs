using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>One instruction walked over backwards: what was asked for after it is asked for in terms of what was there before it.</summary>
internal sealed class BackwardStep(ProgramFacts facts, PathCursor path, InstructionListing listing)
{
    private const uint ArgumentRegisters = 0b111110;

    private readonly PrecisionRules rules = facts.Program.Kernel.Rules.Precision;

    /// <summary>Registers, slots and stack arguments being traced backwards.</summary>
    public PrecisionMasks Masks { get; } = new();

    /// <summary>Walks over an instruction; false when that is beyond it, so that all scalars must be taken for precise.</summary>
    /// <param name="index">The instruction.</param>
    /// <param name="next">The instruction that the path executed after it.</param>
    /// <param name="entry">What the history remembers of it; empty when nothing.</param>
    public bool TryStep(int index, int next, in JumpHistoryEntry entry)
    {
        Instruction insn = facts.Program.Instructions[index];
        PrecisionMasks masks = Masks;
        if (insn.Opcode == 0)
        {
            return true;
        }

        if (listing.Log.TracesAll)
        {
            LogStep(index, insn);
        }

        LinkedSet links = new(entry.LinkedRegisters);
        if (links.IsLink)
        {
            masks.FollowLinks(links);
        }

        HistoryFlags flags = entry.Flags;
        bool isKnown = insn.Class switch
        {
            InstructionClass.Alu32 or InstructionClass.Alu64 => StepArithmetic(masks, insn),
            InstructionClass.LoadRegister => StepLoad(masks, insn.Destination, flags, in entry),
            InstructionClass.StoreRegister when LoadsIntoRegister(insn) => StepLoad(masks, LoadedRegister(insn), flags, in entry),
            InstructionClass.StoreRegister or InstructionClass.StoreImmediate => StepStore(masks, insn, flags, in entry),
            InstructionClass.Jump or InstructionClass.Jump32 => StepJump(masks, insn, index, next, flags),
            _ => StepImmediateOrPacketLoad(masks, insn, index, next),
        };

        // The jump may have asked for one of the linked scalars only just now.
        if (links.IsLink)
        {
            masks.FollowLinks(links);
        }

        return isKnown;
    }

    private void LogStep(int index, Instruction insn)
    {
        PrecisionMasks masks = Masks;
        LogText text = listing.Log.StartText();
        text.Append("mark_precise: frame");
        text.AppendDecimal(masks.Frame);
        text.Append(": regs=");
        PrecisionMasks.AppendRegisters(text, masks.Registers);
        text.Append(" stack=");
        PrecisionMasks.AppendSlots(text, masks.Slots);
        text.Append(" before ");
        text.AppendDecimal(index);
        text.Append(": ");
        listing.Append(text, index, insn);
        text.Append('\n');
        listing.Log.Write(text.Written);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StepArithmetic(PrecisionMasks masks, Instruction insn)
    {
        if (!masks.HasRegister(insn.Destination) || insn.AluOperation is AluOperation.End or AluOperation.Neg)
        {
            return true;
        }

        if (insn.AluOperation == AluOperation.Mov)
        {
            masks.RemoveRegister(insn.Destination);
        }

        if (insn.UsesSourceRegister && insn.Source != Instruction.FramePointer)
        {
            masks.AddRegister(insn.Source);
        }

        return true;
    }

    private bool LoadsIntoRegister(Instruction insn) => insn.IsAtomic
        && (insn.Immediate == AtomicOperation.LoadAcquire || (rules.FindsFetchedValues && (insn.Immediate & AtomicOperation.Fetch) != 0));

    private static int LoadedRegister(Instruction insn) => insn.Immediate switch
    {
        AtomicOperation.LoadAcquire => insn.Destination,
        AtomicOperation.CompareExchange => 0,
        _ => insn.Source,
    };

    /// <summary>Only values spilled to the stack keep what was known of them; any other load is where the value began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StepLoad(PrecisionMasks masks, int register, HistoryFlags flags, in JumpHistoryEntry entry)
    {
        if (!masks.HasRegister(register))
        {
            return true;
        }

        masks.RemoveRegister(register);
        if ((flags & HistoryFlags.StackArgumentAccess) != 0)
        {
            // Incoming stack arguments live in the caller's frame, as its outgoing ones.
            masks.AddArgument(masks.Frame - 1, entry.Slot);
        }
        else if ((flags & HistoryFlags.StackAccess) != 0)
        {
            masks.AddSlot(entry.Frame, entry.Slot);
        }

        return true;
    }

    private static bool StepStore(PrecisionMasks masks, Instruction insn, HistoryFlags flags, in JumpHistoryEntry entry)
    {
        // A scalar asked for that serves as an address: it came out of a subtraction of pointers, which is not followed.
        if (masks.HasRegister(insn.Destination))
        {
            return false;
        }

        if ((flags & HistoryFlags.StackArgumentAccess) != 0)
        {
            if (!masks.HasArgument(masks.Frame, entry.Slot))
            {
                return true;
            }

            masks.RemoveArgument(masks.Frame, entry.Slot);
        }
        else
        {
            if ((flags & HistoryFlags.StackAccess) == 0 || !masks.HasSlot(entry.Frame, entry.Slot))
            {
                return true;
            }

            masks.RemoveSlot(entry.Frame, entry.Slot);
        }

        if (insn.Class == InstructionClass.StoreRegister)
        {
            masks.AddRegister(insn.Source);
        }

        return true;
    }

    private bool StepJump(PrecisionMasks masks, Instruction insn, int index, int next, HistoryFlags flags)
    {
        if (insn.IsSubprogramCall)
        {
            StepSubprogramCall(masks, insn, index, next);
            return true;
        }

        if (insn.JumpOperation == JumpOperation.Call)
        {
            return StepCall(masks, insn, index, next);
        }

        if (insn.JumpOperation == JumpOperation.Exit)
        {
            StepExit(masks, next);
            return true;
        }

        // Both sides of a comparison count when one does; a comparison with a constant asks for nothing new.
        if (insn.UsesSourceRegister && (masks.HasRegister(insn.Destination) || masks.HasRegister(insn.Source)))
        {
            if ((flags & HistoryFlags.SourceIsStack) == 0)
            {
                masks.AddRegister(insn.Source);
            }

            if ((flags & HistoryFlags.DestinationIsStack) == 0)
            {
                masks.AddRegister(insn.Destination);
            }
        }

        return true;
    }

    private void StepSubprogramCall(PrecisionMasks masks, Instruction insn, int index, int next)
    {
        if (facts.Subprograms[facts.SubprogramAt(index + insn.Immediate + 1)].IsGlobal)
        {
            // A global function is not entered: it sets R0 and forgets the arguments.
            Require(next == index + 1 && (masks.Registers & ArgumentRegisters) == 0, "a global call asks for its arguments");
            masks.RemoveRegister(0);
            return;
        }

        // Going back over a static call leaves the callee: only arguments can still be asked for.
        Require((masks.Registers & ~ArgumentRegisters) == 0, "a static call asks for more than its arguments");
        Require(masks.Slots == 0 && masks.Arguments == 0, "a static call leaves stack slots behind");
        for (int i = 1; i <= 5; i++)
        {
            if (masks.HasRegister(i))
            {
                masks.RemoveRegister(i);
                masks.AddRegister(masks.Frame - 1, i);
            }
        }

        Leave(masks);
    }

    private bool StepCall(PrecisionMasks masks, Instruction insn, int index, int next)
    {
        if (facts.Notes[index].Is(InstructionMarks.CallsCallback) && index != next - 1)
        {
            // From a callback's start back to the call that runs it. The callback's arguments are not the call's.
            bool asksForArguments = (masks.Registers & ~ArgumentRegisters) == 0 && masks.Slots == 0;
            Require(asksForArguments, "a callback asks for more than its arguments");
            masks.RemoveRegisters(ArgumentRegisters);
            Leave(masks);
            return true;
        }

        if (insn.IsKfuncCall && insn.Immediate == 0)
        {
            return false;
        }

        masks.RemoveRegister(0);
        Require((masks.Registers & ArgumentRegisters) == 0, "a call asks for its arguments");
        if (insn.IsHelperCall && insn.Immediate == (int)HelperId.TailCall && next - index != 1)
        {
            // A tail call in a subprogram is followed as a return to the caller as well.
            Enter(masks);
        }

        return true;
    }

    /// <summary>Back over an exit means into the callee; what it returned in R0 is asked for there, unless it is a callback.</summary>
    private void StepExit(PrecisionMasks masks, int next)
    {
        bool returnsToCall = next >= 1 && facts.Program.Instructions[next - 1].IsSubprogramCall;
        bool asksForResult = returnsToCall && masks.HasRegister(0);
        if (!rules.LooksBehindCallbacks && next >= 0 && facts.Notes[next].Is(InstructionMarks.CallsCallback))
        {
            masks.RemoveRegisters(ArgumentRegisters);
        }

        Require((!returnsToCall && rules.LooksBehindCallbacks) || (masks.Registers & ArgumentRegisters) == 0, "an exit asks for arguments");
        masks.RemoveRegister(0);
        Enter(masks);
        if (asksForResult)
        {
            masks.AddRegister(0);
        }
    }

    private bool StepImmediateOrPacketLoad(PrecisionMasks masks, Instruction insn, int index, int next)
    {
        if (insn.Mode == MemoryMode.Immediate)
        {
            masks.RemoveRegister(insn.Destination);
            return true;
        }

        if (insn.Mode is not (MemoryMode.Absolute or MemoryMode.Indirect))
        {
            return true;
        }

        if (masks.HasRegister(insn.Destination))
        {
            return false;
        }

        // A legacy packet load may also end the subprogram at once.
        if (next != index + 1)
        {
            Enter(masks);
        }

        return true;
    }

    private void Enter(PrecisionMasks masks)
    {
        Require(masks.Frame < VerifierState.MaxFrames - 1, "too many frames");
        masks.Frame++;
    }

    private void Leave(PrecisionMasks masks)
    {
        Require(masks.Frame > 0, "the outermost frame has no caller");
        masks.Frame--;
    }

    private void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new VerifierBugException(path.InstructionIndex, "stepping backwards: " + what);
        }
    }
}
