using Vouch.Bytecode.Isa;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Flow;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>Every instruction is well formed, and what 16-byte immediates refer to exists: one walk, so that the first fault is the one reported.</summary>
internal static class InstructionAdmission
{
    private const byte IndirectJump = 0x0d;

    /// <summary>A 16-byte immediate must not begin in the last slot; asked before anything else.</summary>
    public static Check CheckLastSlot(Session session)
    {
        Instruction[] program = session.Program.Instructions;
        return program.Length == 0 || program[^1].IsWideImmediate
            ? session.Reject(Rule.WideImmediate, Errno.Invalid, "invalid bpf_ld_imm64 insn")
            : Check.Ok;
    }

    public static Check CheckAndResolve(Session session)
    {
        AdmissionRules rules = session.Program.Kernel.Rules.Admission;
        Instruction[] program = session.Program.Instructions;
        PseudoLoads loads = new(session);
        bool checksFirst = rules.ChecksFieldsFirst;
        for (int i = 0; i < program.Length; i++)
        {
            Instruction insn = program[i];
            Check why = Check.Ok;
            if (checksFirst && InstructionForm.RequireRegisters(session.Program, session.Rejections, insn).Failed(out why))
            {
                return why;
            }

            if (insn.IsWideImmediate)
            {
                if (RequireSecondHalf(session, i).Failed(out why)
                    || (checksFirst && InstructionForm.RequireFields(session.Rejections, insn).Failed(out why))
                    || loads.Resolve(i).Failed(out why))
                {
                    return why;
                }
            }
            else if (!OpcodeTable.Contains(insn.Opcode) || (insn.Opcode == IndirectJump && !rules.JumpsIndirectly))
            {
                return session.Reject(Rule.Opcode, Errno.Invalid, $"unknown opcode {insn.Opcode:x2}");
            }
            else if ((checksFirst || insn.Class == InstructionClass.LoadRegister)
                && InstructionForm.RequireFields(session.Rejections, insn).Failed(out why))
            {
                return why;
            }

            if (!checksFirst && !InstructionForm.IsRight(session.Program, insn))
            {
                session.Facts.Notes[i].Marks |= InstructionMarks.IllFormed;
            }

            i += insn.IsWideImmediate ? 1 : 0;
        }

        return Check.Ok;
    }

    private static Check RequireSecondHalf(Session session, int index)
    {
        Instruction[] program = session.Program.Instructions;
        return index == program.Length - 1 || program[index + 1] is not { Opcode: 0, Registers: 0, Offset: 0 }
            ? session.Reject(Rule.WideImmediate, Errno.Invalid, "invalid bpf_ld_imm64 insn")
            : Check.Ok;
    }
}
