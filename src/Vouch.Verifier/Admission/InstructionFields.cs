using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Admission;

/// <summary>The fields that an instruction does not use must be zero, the others must hold what the instruction set allows.</summary>
internal static class InstructionFields
{
    private const short AddressSpaceCast = 1;

    public static Check CheckFields(Session session, Instruction insn) => insn.Class switch
    {
        InstructionClass.Alu32 or InstructionClass.Alu64 => CheckArithmetic(session, insn),
        InstructionClass.Jump or InstructionClass.Jump32 => CheckJump(session, insn),
        InstructionClass.LoadRegister => Require(
            session, insn.Mode is MemoryMode.Memory or MemoryMode.MemorySigned && insn.Immediate == 0, "BPF_LDX"),
        InstructionClass.StoreRegister => Require(
            session, insn.Mode == MemoryMode.Atomic || (insn.Mode == MemoryMode.Memory && insn.Immediate == 0), "BPF_STX"),
        InstructionClass.StoreImmediate => Require(session, insn.Mode == MemoryMode.Memory && insn.Source == 0, "BPF_ST"),
        _ => CheckLoad(session, insn),
    };

    private static Check Require(Session session, bool isRight, string what) =>
        isRight ? Check.Ok : session.Reject(Rule.ReservedFields, Errno.Invalid, what + " uses reserved fields");

    private static Check CheckLoad(Session session, Instruction insn)
    {
        if (insn.Mode is MemoryMode.Absolute or MemoryMode.Indirect)
        {
            bool isRight = insn.Destination == 0 && insn.Offset == 0 && insn.AccessSize != 8
                && (insn.Mode == MemoryMode.Indirect || insn.Source == 0);
            return Require(session, isRight, "BPF_LD_[ABS|IND]");
        }

        return insn.Mode == MemoryMode.Immediate ? Check.Ok : session.Reject(Rule.Opcode, Errno.Invalid, "invalid BPF_LD mode");
    }

    private static Check CheckArithmetic(Session session, Instruction insn)
    {
        switch (insn.AluOperation)
        {
            case AluOperation.Neg:
                return Require(
                    session,
                    !insn.UsesSourceRegister && insn.Source == 0 && insn.Offset == 0 && insn.Immediate == 0,
                    "BPF_NEG");
            case AluOperation.End:
                return Require(
                    session,
                    insn.Source == 0 && insn.Offset == 0 && insn.Immediate is 16 or 32 or 64
                        && (insn.Class == InstructionClass.Alu32 || !insn.UsesSourceRegister),
                    "BPF_END");
            case AluOperation.Mov:
                return CheckMove(session, insn);
            case (AluOperation)0xe0 or (AluOperation)0xf0:
                return session.Reject(Rule.Opcode, Errno.Invalid, $"invalid BPF_ALU opcode {insn.Opcode & 0xf0:x}");
            default:
                // The offset 1 turns a division or remainder into the signed one.
                bool hasGoodOffset = insn.Offset == 0
                    || (insn.Offset == 1 && insn.AluOperation is AluOperation.Div or AluOperation.Mod);
                bool hasGoodOperand = insn.UsesSourceRegister ? insn.Immediate == 0 : insn.Source == 0;
                return Require(session, hasGoodOffset && hasGoodOperand, "BPF_ALU");
        }
    }

    private static Check CheckMove(Session session, Instruction insn)
    {
        if (!insn.UsesSourceRegister)
        {
            return Require(session, insn.Source == 0 && insn.Offset == 0, "BPF_MOV");
        }

        if (insn.Class == InstructionClass.Alu64 && insn.Offset == AddressSpaceCast)
        {
            return insn.Immediate is 1 or 1 << 16
                ? Check.Ok
                : session.Reject(
                    Rule.AddressSpaceCast, Errno.Invalid, "addr_space_cast insn can only convert between address space 1 and 0");
        }

        bool isKnownWidth = insn.Offset is 0 or 8 or 16 || (insn.Offset == 32 && insn.Class == InstructionClass.Alu64);
        return Require(session, isKnownWidth && insn.Immediate == 0, "BPF_MOV");
    }

    private static Check CheckJump(Session session, Instruction insn)
    {
        bool isWide = insn.Class == InstructionClass.Jump32;
        switch (insn.JumpOperation)
        {
            case JumpOperation.Call:
                return Require(
                    session,
                    !insn.UsesSourceRegister && !isWide && insn.Destination == 0 && insn.Source <= (byte)PseudoCall.Kfunc
                        && (insn.Offset == 0 || insn.Source == (byte)PseudoCall.Kfunc),
                    "BPF_CALL");
            case JumpOperation.Always when insn.UsesSourceRegister:
                return Require(session, insn.Source == 0 && insn.Immediate == 0 && insn.Offset == 0, "BPF_JA|BPF_X");
            case JumpOperation.Always:
                return Require(
                    session,
                    insn.Source == 0 && insn.Destination == 0 && (isWide ? insn.Offset == 0 : insn.Immediate == 0),
                    "BPF_JA");
            case JumpOperation.Exit:
                return Require(
                    session,
                    !insn.UsesSourceRegister && !isWide && insn.Immediate == 0 && insn.Source == 0 && insn.Destination == 0,
                    "BPF_EXIT");
            case JumpOperation.Conditional:
                return insn.IsMayGoto && insn.Destination == 0 && insn.Immediate == 0
                    ? Check.Ok
                    : session.Reject(Rule.MayGotoBudget, Errno.Invalid, $"invalid may_goto imm {insn.Immediate}");
            default:
                return Require(
                    session, insn.UsesSourceRegister ? insn.Immediate == 0 : insn.Source == 0, "BPF_JMP/JMP32");
        }
    }
}
