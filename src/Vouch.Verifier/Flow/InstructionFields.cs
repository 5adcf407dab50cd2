using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Flow;

/// <summary>The fields that an instruction does not use must be zero, the others must hold what the instruction set allows.</summary>
internal static class InstructionFields
{
    private const short AddressSpaceCast = 1;

    /// <summary>What is wrong with an instruction's fields; null when they are right.</summary>
    public static FieldFault? FaultOf(Instruction insn) => insn.Class switch
    {
        InstructionClass.Alu32 or InstructionClass.Alu64 => CheckArithmetic(insn),
        InstructionClass.Jump or InstructionClass.Jump32 => CheckJump(insn),
        InstructionClass.LoadRegister => Require(
                    insn.Mode is MemoryMode.Memory or MemoryMode.MemorySigned && insn.Immediate == 0, "BPF_LDX"),
        InstructionClass.StoreRegister => Require(
                    insn.Mode == MemoryMode.Atomic || (insn.Mode == MemoryMode.Memory && insn.Immediate == 0), "BPF_STX"),
        InstructionClass.StoreImmediate => Require(insn.Mode == MemoryMode.Memory && insn.Source == 0, "BPF_ST"),
        _ => CheckLoad(insn),
    };

    private static FieldFault? Require(bool isRight, string what) =>
        isRight ? null : new FieldFault(Rule.ReservedFields, what + " uses reserved fields");

    private static FieldFault? CheckLoad(Instruction insn)
    {
        if (insn.Mode is MemoryMode.Absolute or MemoryMode.Indirect)
        {
            bool isRight = insn.Destination == 0 && insn.Offset == 0 && insn.AccessSize != 8
                && (insn.Mode == MemoryMode.Indirect || insn.Source == 0);
            return Require(isRight, "BPF_LD_[ABS|IND]");
        }

        return insn.Mode == MemoryMode.Immediate ? null : new FieldFault(Rule.Opcode, "invalid BPF_LD mode");
    }

    private static FieldFault? CheckArithmetic(Instruction insn)
    {
        switch (insn.AluOperation)
        {
            case AluOperation.Neg:
                return Require(
                    !insn.UsesSourceRegister && insn.Source == 0 && insn.Offset == 0 && insn.Immediate == 0,
                    "BPF_NEG");
            case AluOperation.End:
                return Require(
                    insn.Source == 0 && insn.Offset == 0 && insn.Immediate is 16 or 32 or 64
                        && (insn.Class == InstructionClass.Alu32 || !insn.UsesSourceRegister),
                    "BPF_END");
            case AluOperation.Mov:
                return CheckMove(insn);
            case (AluOperation)0xe0 or (AluOperation)0xf0:
                return new FieldFault(Rule.Opcode, $"invalid BPF_ALU opcode {insn.Opcode & 0xf0:x}");
            default:
                // The offset 1 turns a division or remainder into the signed one.
                bool hasGoodOffset = insn.Offset == 0
                    || (insn.Offset == 1 && insn.AluOperation is AluOperation.Div or AluOperation.Mod);
                bool hasGoodOperand = insn.UsesSourceRegister ? insn.Immediate == 0 : insn.Source == 0;
                return Require(hasGoodOffset && hasGoodOperand, "BPF_ALU");
        }
    }

    private static FieldFault? CheckMove(Instruction insn)
    {
        if (!insn.UsesSourceRegister)
        {
            return Require(insn.Source == 0 && insn.Offset == 0, "BPF_MOV");
        }

        if (insn.Class == InstructionClass.Alu64 && insn.Offset == AddressSpaceCast)
        {
            return insn.Immediate is 1 or 1 << 16
                ? null
                : new FieldFault(Rule.AddressSpaceCast, "addr_space_cast insn can only convert between address space 1 and 0");
        }

        bool isKnownWidth = insn.Offset is 0 or 8 or 16 || (insn.Offset == 32 && insn.Class == InstructionClass.Alu64);
        return Require(isKnownWidth && insn.Immediate == 0, "BPF_MOV");
    }

    private static FieldFault? CheckJump(Instruction insn)
    {
        bool isWide = insn.Class == InstructionClass.Jump32;
        switch (insn.JumpOperation)
        {
            case JumpOperation.Call:
                return Require(
                    !insn.UsesSourceRegister && !isWide && insn.Destination == 0 && insn.Source <= (byte)PseudoCall.Kfunc
                        && (insn.Offset == 0 || insn.Source == (byte)PseudoCall.Kfunc),
                    "BPF_CALL");
            case JumpOperation.Always when insn.UsesSourceRegister:
                return Require(insn.Source == 0 && insn.Immediate == 0 && insn.Offset == 0, "BPF_JA|BPF_X");
            case JumpOperation.Always:
                return Require(
                    insn.Source == 0 && insn.Destination == 0 && (isWide ? insn.Offset == 0 : insn.Immediate == 0),
                    "BPF_JA");
            case JumpOperation.Exit:
                return Require(
                    !insn.UsesSourceRegister && !isWide && insn.Immediate == 0 && insn.Source == 0 && insn.Destination == 0,
                    "BPF_EXIT");
            case JumpOperation.Conditional:
                return insn.IsMayGoto && insn.Destination == 0 && insn.Immediate == 0
                    ? null
                    : new FieldFault(Rule.MayGotoBudget, $"invalid may_goto imm {insn.Immediate}");
            default:
                return Require(
                    insn.UsesSourceRegister ? insn.Immediate == 0 : insn.Source == 0, "BPF_JMP/JMP32");
        }
    }
}

/// <summary>What is wrong with an instruction.</summary>
/// <param name="Rule">The rule that it breaks.</param>
/// <param name="Words">The message.</param>
internal readonly record struct FieldFault(Rule Rule, string Words);
