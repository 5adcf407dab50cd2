using System;
using System.Globalization;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Loading;

/// <summary>Writes a relocation's outcome into its instruction.</summary>
internal static class CorePatch
{
    /// <summary>
    /// What a poisoned instruction calls (0xbad2310). Code that a kernel lacking the field never reaches may keep it; reached, the
    /// verifier refuses it, and loaders recognize the number in its log.
    /// </summary>
    public const int PoisonedHelper = 195896080;

    /// <summary>Changes the instruction at <paramref name="index"/>.</summary>
    /// <param name="program">The program's instructions.</param>
    /// <param name="index">The instruction; a 16-byte load must be there whole.</param>
    /// <param name="outcome">What to write.</param>
    /// <param name="message">What a loader would warn of, even where there is no fault; without the program's name.</param>
    public static CoreFault Apply(Span<Instruction> program, int index, in CoreOutcome outcome, out string? message)
    {
        ref Instruction instruction = ref program[index];
        message = null;
        switch (instruction.Class)
        {
            case InstructionClass.Alu32 or InstructionClass.Alu64 when !instruction.UsesSourceRegister:
                return outcome.IsPoison ? Poison(program, index) : SetImmediate(ref instruction, index, outcome, out message);
            case InstructionClass.LoadRegister or InstructionClass.StoreImmediate or InstructionClass.StoreRegister:
                return outcome.IsPoison ? Poison(program, index) : SetOffset(program, index, outcome, out message);
            case InstructionClass.Load:
                return SetWideImmediate(program, index, outcome, out message);
            default:
                message = Text($"trying to relocate unrecognized insn #{index}, code:0x{instruction.Opcode:x}, src:0x{instruction.Source:x}, ")
                    + Text($"dst:0x{instruction.Destination:x}, off:0x{(int)instruction.Offset:x}, imm:0x{instruction.Immediate:x}");
                return CoreFault.Invalid;
        }
    }

    private static CoreFault SetImmediate(ref Instruction instruction, int index, in CoreOutcome outcome, out string? message)
    {
        message = null;
        if (outcome.ChecksOld && unchecked((ulong)instruction.Immediate) != outcome.Old)
        {
            message = Text($"unexpected insn #{index} (ALU/ALU64) value: got {instruction.Immediate}, exp {outcome.Old} -> {outcome.New}");
            return CoreFault.Invalid;
        }

        instruction = instruction.WithImmediate(unchecked((int)outcome.New));
        return CoreFault.None;
    }

    private static CoreFault SetOffset(Span<Instruction> program, int index, in CoreOutcome outcome, out string? message)
    {
        ref Instruction instruction = ref program[index];
        message = null;
        if (outcome.ChecksOld && unchecked((ulong)instruction.Offset) != outcome.Old)
        {
            message = Text($"unexpected insn #{index} (LDX/ST/STX) value: got {instruction.Offset}, exp {outcome.Old} -> {outcome.New}");
            return CoreFault.Invalid;
        }

        if (outcome.New > (ulong)short.MaxValue)
        {
            message = Text($"insn #{index} (LDX/ST/STX) value too big: {outcome.New}");
            return CoreFault.OutOfRange;
        }

        if (outcome.IsResizeUnsafe)
        {
            message = Text($"insn #{index} (LDX/ST/STX) accesses field incorrectly. ")
                + "Make sure you are accessing pointers, unsigned integers, or fields of matching type and size.";
            return Poison(program, index);
        }

        instruction = instruction.WithOffset((int)outcome.New);
        return outcome.NewSize == outcome.OldSize ? CoreFault.None : Resize(ref instruction, index, outcome, out message);
    }

    private static CoreFault Resize(ref Instruction instruction, int index, in CoreOutcome outcome, out string? message)
    {
        message = null;
        if ((uint)instruction.AccessSize != outcome.OldSize)
        {
            message = Text($"insn #{index} (LDX/ST/STX) unexpected mem size: got {instruction.AccessSize}, exp {outcome.OldSize}");
            return CoreFault.Invalid;
        }

        int size = outcome.NewSize switch { 8 => 0x18, 4 => 0x00, 2 => 0x08, 1 => 0x10, _ => -1 };
        if (size < 0)
        {
            message = Text($"insn #{index} (LDX/ST/STX) invalid new mem size: {outcome.NewSize}");
            return CoreFault.Invalid;
        }

        instruction = instruction with { Opcode = (byte)((instruction.Opcode & ~0x18) | size) };
        return CoreFault.None;
    }

    private static CoreFault SetWideImmediate(Span<Instruction> program, int index, in CoreOutcome outcome, out string? message)
    {
        message = null;
        ref Instruction low = ref program[index];
        if (!low.IsWideImmediate || low.Source != 0 || low.Offset != 0
            || index + 1 >= program.Length || program[index + 1] is not { Opcode: 0, Registers: 0, Offset: 0 })
        {
            message = Text($"insn #{index} (LDIMM64) has unexpected form");
            return CoreFault.Invalid;
        }

        if (outcome.IsPoison)
        {
            return Poison(program, index);
        }

        ref Instruction high = ref program[index + 1];
        ulong immediate = (uint)low.Immediate | ((ulong)(uint)high.Immediate << 32);
        if (outcome.ChecksOld && immediate != outcome.Old)
        {
            message = Text($"unexpected insn #{index} (LDIMM64) value: got {immediate}, exp {outcome.Old} -> {outcome.New}");
            return CoreFault.Invalid;
        }

        low = low.WithImmediate(unchecked((int)outcome.New));
        high = high.WithImmediate(unchecked((int)(outcome.New >> 32)));
        return CoreFault.None;
    }

    private static CoreFault Poison(Span<Instruction> program, int index)
    {
        int count = program[index].IsWideImmediate ? 2 : 1;
        program.Slice(index, count).Fill(new Instruction(0x85, 0, 0, 0, PoisonedHelper));
        return CoreFault.None;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
