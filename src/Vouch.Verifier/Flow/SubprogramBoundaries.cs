using Vouch.Bytecode.Isa;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>Jumps stay inside their subprogram, and none falls through into the next one.</summary>
internal static class SubprogramBoundaries
{
    /// <summary>Checks the boundaries and notes tail calls, packet loads and the last exit of each subprogram.</summary>
    public static Check CheckAll(ProgramFacts facts, RejectionSink rejections)
    {
        foreach (SubprogramInfo subprogram in facts.Subprograms)
        {
            if (CheckOne(facts.Program, rejections, subprogram).Failed(out Check why))
            {
                return why;
            }
        }

        return Check.Ok;
    }

    private static Check CheckOne(ProgramUnderTest program, RejectionSink rejections, SubprogramInfo subprogram)
    {
        for (int i = subprogram.Start; i < subprogram.End; i++)
        {
            Instruction insn = program.Instructions[i];
            if (insn.IsHelperCall && insn.Immediate == (int)HelperId.TailCall)
            {
                subprogram.HasTailCall = true;
            }

            subprogram.HasLegacyPacketLoad |= insn.IsPacketLoad();
            if (!insn.IsJump || insn.JumpOperation == JumpOperation.Call || insn.IsIndirectJump)
            {
                continue;
            }

            if (insn.JumpOperation == JumpOperation.Exit)
            {
                subprogram.ExitIndex = i;
                continue;
            }

            int target = i + insn.JumpDistance() + 1;
            if (target < subprogram.Start || target >= subprogram.End)
            {
                return rejections.Reject(
                    Rule.JumpTarget, Subject.Instruction(i), Errno.Invalid, $"jump out of range from insn {i} to {target}");
            }
        }

        Instruction last = program.Instructions[subprogram.End - 1];
        return last.IsExit || last.IsUnconditionalJump || last.IsIndirectJump
            ? Check.Ok
            : rejections.Reject(Rule.LastInstruction, Errno.Invalid, "last insn is not an exit or jmp");
    }
}
