using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Transfer;

/// <summary>Executes one instruction abstractly: the dispatch by class.</summary>
internal static class InstructionStep
{
    /// <summary>Executes the instruction at <see cref="Session.InstructionIndex"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="printState">Set when the next instruction shall be preceded by the whole state (after returning from a subprogram).</param>
    /// <param name="outcome">Where to go on.</param>
    public static Check Execute(Session session, ref bool printState, out StepOutcome outcome)
    {
        Instruction insn = session.Instructions[session.InstructionIndex];
        outcome = StepOutcome.Next;
        _ = printState;
        return session.NotSupported($"opcode {insn.Opcode:x2}");
    }
}
