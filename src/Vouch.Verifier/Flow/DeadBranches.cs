using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Conditional jumps that constants decide become plain jumps, so that dead code keeps nothing alive.</summary>
internal static class DeadBranches
{
    private const byte Goto = 0x05;

    /// <summary>Rewrites the program, and computes its post-order anew when that changed anything.</summary>
    public static void Prune(ProgramFacts facts)
    {
        Instruction[] program = facts.Program.Instructions;
        bool changed = false;
        for (int i = 0; i < program.Length; i++)
        {
            Instruction insn = program[i];
            if (insn.IsConditionalJump() && !insn.IsMayGoto && TryDecide(facts.Notes[i], insn, out bool isTaken))
            {
                program[i] = new Instruction(Goto, 0, isTaken ? insn.Offset : (short)0, 0);
                changed = true;
            }
        }

        if (changed)
        {
            PostOrder.Compute(facts);
        }
    }

    private static bool TryDecide(in InstructionNotes notes, Instruction insn, out bool isTaken)
    {
        isTaken = false;
        if ((notes.ConstantMask & (1 << insn.Destination)) == 0)
        {
            return false;
        }

        ulong left = notes.Constants[insn.Destination];
        ulong right = unchecked((ulong)(long)insn.Immediate);
        if (insn.UsesSourceRegister)
        {
            if ((notes.ConstantMask & (1 << insn.Source)) == 0)
            {
                return false;
            }

            right = notes.Constants[insn.Source];
        }

        if (insn.Class == InstructionClass.Jump32)
        {
            // Sign extension keeps the order of 32-bit numbers, signed and unsigned alike.
            left = unchecked((ulong)(int)left);
            right = unchecked((ulong)(int)right);
        }

        isTaken = Holds(insn.JumpOperation, left, right);
        return true;
    }

    private static bool Holds(JumpOperation operation, ulong left, ulong right) => operation switch
    {
        JumpOperation.Equal => left == right,
        JumpOperation.NotEqual => left != right,
        JumpOperation.Greater => left > right,
        JumpOperation.GreaterOrEqual => left >= right,
        JumpOperation.Less => left < right,
        JumpOperation.LessOrEqual => left <= right,
        JumpOperation.SignedGreater => unchecked((long)left > (long)right),
        JumpOperation.SignedGreaterOrEqual => unchecked((long)left >= (long)right),
        JumpOperation.SignedLess => unchecked((long)left < (long)right),
        JumpOperation.SignedLessOrEqual => unchecked((long)left <= (long)right),
        JumpOperation.Set => (left & right) != 0,
        _ => throw new VerifierBugException(-1, $"jump operation {operation} has no condition"),
    };
}
