using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>Follows a register back along a path to the call that gave its value.</summary>
internal static class NullOrigin
{
    /// <summary>The step whose call gave what a register holds where the path stops; -1 when that was no call, or cannot be told.</summary>
    public static int Find(LoadRequest request, LifetimeTrace trace, int register)
    {
        int frame = trace.Steps[^1].Frame;
        for (int step = trace.Steps.Length - 2; step >= 0; step--)
        {
            Instruction insn = request.Instructions[trace.Steps[step].Instruction];
            if (trace.Steps[step].Frame != frame)
            {
                return -1;
            }

            bool isCall = insn.IsHelperCall || insn.IsKfuncCall;
            if (isCall && register == 0)
            {
                return step;
            }

            bool isWritten = (insn.IsAlu || insn.Class is InstructionClass.LoadRegister or InstructionClass.Load) && insn.Destination == register;
            bool isMove = insn.Class == InstructionClass.Alu64 && insn.AluOperation == AluOperation.Mov && insn.UsesSourceRegister;
            if (isWritten && isMove)
            {
                register = insn.Source;
            }
            else if (isWritten || (isCall && register <= 5))
            {
                return -1;
            }
        }

        return -1;
    }
}
