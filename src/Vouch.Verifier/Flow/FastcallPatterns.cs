using System;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>
/// Spills and fills of registers that a call leaves alone: pairs of stores before and loads behind it, in the lowest stack slots
/// of the subprogram, which nothing else may use.
/// <code>
///   *(u64 *)(r10 - 16) = r1
///   call bpf_get_smp_processor_id
///   r1 = *(u64 *)(r10 - 16)
/// </code>
/// </summary>
internal static class FastcallPatterns
{
    private const byte Spill = 0x7b;
    private const byte Fill = 0x79;
    private const uint CallerSaved = 0x3f;

    /// <summary>Marks the members of patterns and their calls, and where each subprogram's pattern slots begin.</summary>
    public static void Mark(ProgramFacts facts)
    {
        foreach (SubprogramInfo subprogram in facts.Subprograms)
        {
            short lowest = LowestSpill(facts.Program, subprogram);
            for (int i = subprogram.Start; i < subprogram.End; i++)
            {
                if (facts.Program.Instructions[i].Opcode == 0x85)
                {
                    MarkAround(facts, subprogram, i, lowest);
                }
            }
        }
    }

    private static short LowestSpill(ProgramUnderTest program, SubprogramInfo subprogram)
    {
        short lowest = 0;
        for (int i = subprogram.Start; i < subprogram.End; i++)
        {
            Instruction insn = program.Instructions[i];
            if (insn.Opcode == Spill && insn.Destination == Instruction.FramePointer)
            {
                lowest = Math.Min(lowest, insn.Offset);
            }
        }

        return lowest;
    }

    private static void MarkAround(ProgramFacts facts, SubprogramInfo subprogram, int call, short lowest)
    {
        if (!CallSummary.TryGet(facts, facts.Program.Instructions[call], out CallSummary summary))
        {
            return;
        }

        // Taken as if the call kept to the contract: it changes R0 unless it is void, and the registers of its arguments.
        uint expected = ~Clobbered(summary) & CallerSaved;
        short offset = lowest;
        byte pairs = 0;
        while (pairs < 6 && IsPair(facts, call, pairs + 1, offset, expected, out byte register))
        {
            pairs++;
            expected &= ~(1u << register);
            facts.Notes[call - pairs].Marks |= InstructionMarks.FastcallPattern;
            facts.Notes[call + pairs].Marks |= InstructionMarks.FastcallPattern;
            offset += 8;
        }

        if (pairs == 0)
        {
            return;
        }

        if (summary.IsFastcall)
        {
            facts.Notes[call].FastcallSpills = pairs;
        }
        else
        {
            subprogram.KeepsFastcallStack = true;
        }

        subprogram.FastcallStackOffset = Math.Min(subprogram.FastcallStackOffset, offset);
    }

    private static uint Clobbered(CallSummary summary)
    {
        uint upTo = (2u << Math.Min(summary.Parameters, 30)) - 1;
        return summary.IsVoid ? upTo & ~1u : upTo;
    }

    private static bool IsJumpedInto(ProgramFacts facts, int call, int distance) =>
        facts.Notes[call - distance + 1].Is(InstructionMarks.JumpTarget) || facts.Notes[call + distance].Is(InstructionMarks.JumpTarget);

    private static bool IsPair(ProgramFacts facts, int call, int distance, short offset, uint expected, out byte register)
    {
        Instruction[] program = facts.Program.Instructions;
        register = 0;
        if (call - distance < 0 || call + distance >= program.Length
            || (facts.Program.Kernel.Rules.Flow.JumpsEndFastcallPatterns && IsJumpedInto(facts, call, distance)))
        {
            return false;
        }

        Instruction spill = program[call - distance];
        Instruction fill = program[call + distance];
        register = spill.Source;
        return spill.Opcode == Spill && fill.Opcode == Fill
            && spill.Destination == Instruction.FramePointer && fill.Source == Instruction.FramePointer
            && fill.Destination == register && (expected & (1u << register)) != 0
            && spill.Offset == offset && fill.Offset == offset;
    }
}
