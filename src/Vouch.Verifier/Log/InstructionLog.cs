using System;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;

namespace Vouch.Verifier.Log;

/// <summary>The instruction logged last: while nothing was logged after it, the state it leads to goes behind it on its line.</summary>
/// <param name="End">The log's position behind its line end; 0 for none.</param>
/// <param name="Length">Characters of its line, line end included.</param>
internal readonly record struct InstructionLine(long End, int Length);

/// <summary>Instructions in the log.</summary>
internal static class InstructionLog
{
    /// <summary>Appends an instruction of the session's program in words.</summary>
    public static void Append(Session session, LogText text, int index, Instruction insn)
    {
        Instruction next = index + 1 < session.Program.Instructions.Length ? session.Program.Instructions[index + 1] : default;
        Span<char> words = stackalloc char[InstructionText.MaximumLength];
        text.Append(words[..InstructionText.Format(words, insn, next, session.Names)]);
    }

    /// <summary>Logs <c>index: instruction</c> on a line and remembers where it ended.</summary>
    public static void WriteLine(Session session, int index)
    {
        LogText text = session.Text;
        text.Clear();
        text.AppendDecimal(index);
        text.Append(": ");
        Append(session, text, index, session.Program.Instructions[index]);
        text.Append('\n');
        long start = session.Log.Position;
        session.Log.Write(text.Written);
        session.LastLine = new InstructionLine(session.Log.Position, (int)(session.Log.Position - start));
    }
}
