using System.Numerics;
using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>
/// Precision: which scalars' exact values a verdict rests on. Scalars start imprecise; when a value decides something, the path is
/// walked backwards from there, and in each checkpoint met whatever the value was computed from is marked.
/// </summary>
/// <remarks>
/// The current state itself is never marked: only checkpoints are compared with, and what a path finds out about the states it
/// came through holds for all that come there later. A scalar that is marked already stops the walk, as its sources are marked too.
/// </remarks>
internal sealed class PrecisionWalk(
    PathCursor path, Permissions permissions, JumpHistory history, BackwardStep step, StateText stateText)
{
    private const uint ArgumentRegisters = 0b111110;
    private const int NoInstruction = -1;

    private readonly VerifierLog log = stateText.Log;
    private readonly BackwardRelevance relevance = new();

    /// <summary>The program is as it will be explored.</summary>
    public void Start(Instruction[] instructions) => relevance.Start(instructions, log.TracesAll);

    /// <summary>Asks for registers and slots of a frame; <see cref="WalkBack"/> goes and looks for where they come from.</summary>
    public void AskFor(int frame, uint registers, ulong slots)
    {
        step.Masks.AddRegisters(frame, registers);
        step.Masks.AddSlots(frame, slots);
    }

    /// <summary>Marks a register of the current frame precise, and everything that its value was computed from.</summary>
    public Check MarkChain(int register)
    {
        if (!permissions.IsBpfCapable)
        {
            return Check.Ok;
        }

        if (!path.Registers[register].Type.IsScalar)
        {
            throw new VerifierBugException(path.InstructionIndex, $"R{register} is no scalar and cannot be precise");
        }

        VerifierState state = path.State;
        step.Masks.AddRegister(state.CurrentFrame, register);
        _ = WalkBack(state);
        if (!log.TracesAll)
        {
            int before = state.HistoryCount - (history.HasEntry ? 1 : 0);
            state.Walks ??= new FinishedWalks();
            state.Walks.Add(path.InstructionIndex, before, state.CurrentFrame, 1u << register);
        }

        return Check.Ok;
    }

    /// <summary>The same for stack slots of one frame: bit n is slot n. For zeroes read from spilled registers.</summary>
    public Check MarkSlots(int frame, ulong slots)
    {
        if (permissions.IsBpfCapable)
        {
            step.Masks.AddSlots(frame, slots);
            _ = WalkBack(path.State);
        }

        return Check.Ok;
    }

    /// <summary>The same for an argument of a call, in a register or on the stack.</summary>
    public Check MarkArgument(ArgumentPlace place) => place.IsRegister ? MarkChain(place.Register) : MarkStackArgument(place.StackArgument);

    /// <summary>The same for an outgoing stack argument (0-based) of the current frame.</summary>
    public Check MarkStackArgument(int argument)
    {
        if (permissions.IsBpfCapable)
        {
            step.Masks.AddArgument(path.State.CurrentFrame, argument);
            _ = WalkBack(path.State);
        }

        return Check.Ok;
    }

    /// <summary>
    /// Walks back from a state for all that was asked for, after which nothing is. True when any mark was new, not counting
    /// those of <see cref="MarkAllScalars"/>.
    /// </summary>
    public bool WalkBack(VerifierState start)
    {
        PrecisionMasks masks = step.Masks;
        masks.Frame = start.CurrentFrame;
        if (!permissions.IsBpfCapable || masks.IsEmpty)
        {
            masks.Clear();
            return false;
        }

        bool changed = false;
        VerifierState? state = start;
        int last = start.InstructionIndex;
        int next = -1;
        while (state is not null)
        {
            if (log.TracesAll)
            {
                log.Write(
                    $"mark_precise: frame{masks.Frame}: last_idx {last} first_idx {state.FirstInstruction} subseq_idx {next} \n");
            }

            if (last < 0)
            {
                if (MarkArguments(state))
                {
                    state.HasPrecision = changed = true;
                }

                return changed;
            }

            // The instruction at which the question arose has not been executed.
            if (!TryWalkBack(state, last, isFirst: next < 0, next))
            {
                MarkAllScalars(start);
                masks.Clear();
                return changed;
            }

            if (masks.IsEmpty)
            {
                return changed;
            }

            next = state.FirstInstruction;
            state = state.Parent;
            if (state is null)
            {
                break;
            }

            if (MarkCheckpoint(state))
            {
                state.HasPrecision = changed = true;
            }

            if (masks.IsEmpty)
            {
                return changed;
            }

            last = state.LastInstruction;
        }

        // What is left came by a way that is not followed, such as a store through a copy of the frame pointer.
        MarkAllScalars(start);
        masks.Clear();
        return changed;
    }

    /// <summary>Marks every scalar of every checkpoint behind a state: the way out when sources cannot be told.</summary>
    public void MarkAllScalars(VerifierState start)
    {
        bool isLogged = log.TracesAll;
        if (isLogged)
        {
            log.Write($"mark_precise: frame{start.CurrentFrame}: falling back to forcing all scalars precise\n");
        }

        for (VerifierState? state = start.Parent; state is not null; state = state.Parent)
        {
            state.HasPrecision = true;
            for (int number = 0; number <= state.CurrentFrame; number++)
            {
                FrameState frame = state.ReadFrame(number);
                for (int i = 0; i < FrameState.RegisterCount - 1; i++)
                {
                    if (!MayMark(in frame.Registers[i]))
                    {
                        continue;
                    }

                    state.WriteFrame(number).Registers[i].IsPrecise = true;
                    if (isLogged)
                    {
                        log.Write($"force_precise: frame{number}: forcing r{i} to be precise\n");
                    }
                }

                for (ulong rest = frame.Stack.Holders; rest != 0; rest &= rest - 1)
                {
                    int i = BitOperations.TrailingZeroCount(rest);
                    if (!frame.Stack[i].IsSpill || !MayMark(in frame.Stack[i].Spilled))
                    {
                        continue;
                    }

                    state.WriteFrame(number).Stack[i].Spilled.IsPrecise = true;
                    if (isLogged)
                    {
                        log.Write($"force_precise: frame{number}: forcing fp{-(i + 1) * 8} to be precise\n");
                    }
                }
            }
        }
    }

    /// <summary>
    /// Walks back over the instructions executed between a state and the checkpoint before it. False when an instruction cannot be
    /// walked over; stops early once nothing is asked for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryWalkBack(VerifierState state, int last, bool isFirst, int next)
    {
        PrecisionMasks masks = step.Masks;
        JumpHistoryEntry[] entries = state.History;
        uint registers = masks.Registers;
        int left = state.HistoryCount;
        int recorded = left > 0 ? entries[left - 1].InstructionIndex : NoInstruction;
        int index = last;
        bool skips = isFirst;

        // Stands for instructions that the left says nothing of.
        JumpHistoryEntry none = default;
        FinishedWalks? walks = state.Walks;
        while (true)
        {
            bool isRecorded = index == recorded;
            if (!skips && (relevance.IsRelevant(index, registers) || (isRecorded && entries[left - 1].HasEffect)))
            {
                if (!step.TryStep(index, next, in isRecorded ? ref entries[left - 1] : ref none))
                {
                    return false;
                }

                if (masks.IsEmpty)
                {
                    return true;
                }

                registers = masks.Registers;
            }

            if (walks is not null && walks.MayInclude(index))
            {
                masks.RemoveRegisters(walks.Find(index, isRecorded ? left - 1 : left, masks.Frame));
                if (masks.IsEmpty)
                {
                    return true;
                }

                registers = masks.Registers;
            }

            // A path may pass its first instruction several times; it is the beginning only when the left is used up (but for
            // how the state was entered).
            if (index == state.FirstInstruction && (left == 0 || (left == 1 && isRecorded)))
            {
                return true;
            }

            skips = false;
            next = index;
            index--;
            if (isRecorded)
            {
                index = entries[--left].PreviousIndex;
                recorded = left > 0 ? entries[left - 1].InstructionIndex : NoInstruction;
            }

            if ((uint)index >= (uint)relevance.Length)
            {
                throw new VerifierBugException(path.InstructionIndex, "stepping backwards left the program");
            }
        }
    }

    /// <summary>The walk reached the start of a function that is verified on its own: its arguments are precise from the start.</summary>
    private bool MarkArguments(VerifierState state)
    {
        PrecisionMasks masks = step.Masks;
        FrameState frame = state.WriteFrame(0);
        if (state.CurrentFrame != 0 || frame.Subprogram == 0 || frame.CallSite != FrameState.NoCallSite || masks.Slots != 0
            || (masks.Registers & ~ArgumentRegisters) != 0)
        {
            throw new VerifierBugException(path.InstructionIndex, "stepping backwards ran past the beginning");
        }

        bool changed = false;
        for (uint rest = masks.Registers; rest != 0; rest &= rest - 1)
        {
            ref RegisterState register = ref frame.Registers[BitOperations.TrailingZeroCount(rest)];
            if (register.Type.IsScalar)
            {
                register.IsPrecise = true;
                changed = true;
            }
        }

        masks.Clear();
        return changed;
    }

    /// <summary>Marks what is asked for in a checkpoint. What is marked already, or is no scalar, is asked for no longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MarkCheckpoint(VerifierState state)
    {
        PrecisionMasks masks = step.Masks;
        bool changed = false;
        for (int number = masks.Frame; number >= 0; number--)
        {
            FrameState frame = state.ReadFrame(number);
            for (uint rest = masks.RegistersOf(number); rest != 0; rest &= rest - 1)
            {
                int register = BitOperations.TrailingZeroCount(rest);
                if (MayMark(in frame.Registers[register]))
                {
                    state.WriteFrame(number).Registers[register].IsPrecise = true;
                    changed = true;
                }
                else
                {
                    masks.RemoveRegister(number, register);
                }
            }

            for (ulong rest = masks.SlotsOf(number); rest != 0; rest &= rest - 1)
            {
                int slot = BitOperations.TrailingZeroCount(rest);
                if (slot >= frame.StackSlotCount)
                {
                    throw new VerifierBugException(path.InstructionIndex, "a stack slot is asked for before it existed");
                }

                if (frame.Stack[slot].IsSpill && MayMark(in frame.Stack[slot].Spilled))
                {
                    state.WriteFrame(number).Stack[slot].Spilled.IsPrecise = true;
                    changed = true;
                }
                else
                {
                    masks.RemoveSlot(number, slot);
                }
            }

            for (uint rest = masks.ArgumentsOf(number); rest != 0; rest &= rest - 1)
            {
                int argument = BitOperations.TrailingZeroCount(rest);
                if (argument >= frame.OutgoingArgumentCount)
                {
                    continue;
                }

                if (MayMark(in frame.OutgoingArguments[argument]))
                {
                    state.WriteFrame(number).OutgoingArguments[argument].IsPrecise = true;
                    changed = true;
                }
                else
                {
                    masks.RemoveArgument(number, argument);
                }
            }

            if (log.TracesAll)
            {
                LogCheckpoint(state, number);
            }
        }

        return changed;
    }

    private void LogCheckpoint(VerifierState state, int frame)
    {
        PrecisionMasks masks = step.Masks;
        LogText text = log.StartText();
        text.Append("mark_precise: frame");
        text.AppendDecimal(frame);
        text.Append(": parent state regs=");
        PrecisionMasks.AppendRegisters(text, masks.RegistersOf(frame));
        text.Append(" stack=");
        PrecisionMasks.AppendSlots(text, masks.SlotsOf(frame));
        text.Append(": ");
        log.Write(text.Written);
        stateText.Write(state, frame, all: true);
    }

    private static bool MayMark(in RegisterState register) => register.Type.IsScalar && !register.IsPrecise;
}
