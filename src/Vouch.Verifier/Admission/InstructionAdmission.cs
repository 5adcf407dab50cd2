using Vouch.Bytecode.Isa;
using Vouch.Verifier.Flow;

namespace Vouch.Verifier.Admission;

/// <summary>Every instruction is well formed, and what 16-byte immediates refer to exists: one walk, so that the first fault is the one reported.</summary>
internal static class InstructionAdmission
{
    private const int RegisterLimit = 11;

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
        Instruction[] program = session.Program.Instructions;
        PseudoLoads loads = new(session);
        for (int i = 0; i < program.Length; i++)
        {
            Instruction insn = program[i];
            if (CheckRegisters(session, insn).Failed(out Check why))
            {
                return why;
            }

            if (insn.IsWideImmediate)
            {
                if (CheckWideImmediate(session, i).Failed(out why) || loads.Resolve(i).Failed(out why))
                {
                    return why;
                }

                i++;
                continue;
            }

            if (!OpcodeTable.Contains(insn.Opcode))
            {
                return session.Reject(Rule.Opcode, Errno.Invalid, $"unknown opcode {insn.Opcode:x2}");
            }

            if (InstructionFields.CheckFields(session, insn).Failed(out why))
            {
                return why;
            }
        }

        return Check.Ok;
    }

    private static Check CheckRegisters(Session session, Instruction insn)
    {
        if (insn.Destination >= RegisterLimit && !insn.StoresStackArgument())
        {
            return session.Reject(
                Rule.RegisterNumber, Subject.Register(insn.Destination), Errno.Invalid, $"R{insn.Destination} is invalid");
        }

        return insn.Source >= RegisterLimit && !insn.LoadsStackArgument()
            ? session.Reject(Rule.RegisterNumber, Subject.Register(insn.Source), Errno.Invalid, $"R{insn.Source} is invalid")
            : Check.Ok;
    }

    private static Check CheckWideImmediate(Session session, int index)
    {
        Instruction[] program = session.Program.Instructions;
        if (index == program.Length - 1 || program[index + 1] is not { Opcode: 0, Registers: 0, Offset: 0 })
        {
            return session.Reject(Rule.WideImmediate, Errno.Invalid, "invalid bpf_ld_imm64 insn");
        }

        return program[index].Offset != 0
            ? session.Reject(Rule.ReservedFields, Errno.Invalid, "BPF_LD_IMM64 uses reserved fields")
            : Check.Ok;
    }
}
