using Vouch.Bytecode.Isa;
using Vouch.Verifier.Log;

namespace Vouch.Verifier.Flow;

/// <summary>Whether an instruction is well formed: it names registers that there are, and the fields that it does not use are zero.</summary>
internal static class InstructionForm
{
    private const int RegisterLimit = 11;

    public static bool IsRight(ProgramUnderTest program, Instruction insn) =>
        FaultOf(insn) is null && HasDestination(program, insn) && HasSource(program, insn);

    /// <summary>Refuses an instruction for what is wrong with it, fields before registers: the order in which a path that comes to it asks.</summary>
    public static Check Refuse(ProgramUnderTest program, RejectionSink rejections, Instruction insn) =>
        RequireFields(rejections, insn).Failed(out Check why) ? why : RequireRegisters(program, rejections, insn);

    public static Check RequireFields(RejectionSink rejections, Instruction insn) =>
        FaultOf(insn) is { } fault ? rejections.Reject(fault.Rule, Errno.Invalid, fault.Words) : Check.Ok;

    public static Check RequireRegisters(ProgramUnderTest program, RejectionSink rejections, Instruction insn)
    {
        if (!HasDestination(program, insn))
        {
            return rejections.Reject(
                Rule.RegisterNumber, Subject.Register(insn.Destination), Errno.Invalid, $"R{insn.Destination} is invalid");
        }

        return HasSource(program, insn)
            ? Check.Ok
            : rejections.Reject(Rule.RegisterNumber, Subject.Register(insn.Source), Errno.Invalid, $"R{insn.Source} is invalid");
    }

    private static FieldFault? FaultOf(Instruction insn) => !insn.IsWideImmediate ? InstructionFields.FaultOf(insn)
        : insn.Offset != 0 ? new FieldFault(Rule.ReservedFields, "BPF_LD_IMM64 uses reserved fields")
        : null;

    private static bool HasDestination(ProgramUnderTest program, Instruction insn) =>
        insn.Destination < RegisterLimit || (insn.StoresStackArgument() && program.HasStackArguments);

    private static bool HasSource(ProgramUnderTest program, Instruction insn) =>
        insn.Source < RegisterLimit || (insn.LoadsStackArgument() && program.HasStackArguments);
}
