using System;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Log;

/// <summary>The program's instructions in words, in the log.</summary>
internal sealed class InstructionListing(ProgramUnderTest program, VerifierLog log, InstructionNames names)
{
    /// <summary>The log that the instructions go to.</summary>
    public VerifierLog Log => log;

    /// <summary>Appends an instruction of the program in words.</summary>
    public void Append(LogText text, int index, Instruction insn)
    {
        Instruction next = index + 1 < program.Instructions.Length ? program.Instructions[index + 1] : default;
        Span<char> words = stackalloc char[InstructionText.MaximumLength];
        text.Append(words[..InstructionText.Format(words, insn, next, names)]);
    }

    /// <summary>Logs one instruction without its index and without a line end; free when the log is off.</summary>
    public void Write(int index)
    {
        if (!log.IsOn)
        {
            return;
        }

        LogText text = log.StartText();
        Append(text, index, program.Instructions[index]);
        log.Write(text.Written);
    }

    /// <summary>Logs <c>index: instruction</c> on a line and remembers where it ended.</summary>
    public void WriteLine(int index)
    {
        LogText text = log.StartText();
        text.AppendDecimal(index);
        text.Append(": ");
        Append(text, index, program.Instructions[index]);
        text.Append('\n');
        long start = log.Position;
        log.Write(text.Written);
        log.LastInstruction = new InstructionLine(log.Position, (int)(log.Position - start));
    }
}

/// <summary>The instruction logged last: while nothing was logged after it, the state it leads to goes behind it on its line.</summary>
/// <param name="End">The log's position behind its line end; 0 for none.</param>
/// <param name="Length">Characters of its line, line end included.</param>
internal readonly record struct InstructionLine(long End, int Length);
