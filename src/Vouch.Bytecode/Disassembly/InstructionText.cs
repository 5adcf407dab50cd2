using System;
using System.Text;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Disassembly;

/// <summary>
/// An instruction in the words of the kernel's verifier log, such as <c>(bf) r2 = r10</c>. The text is an interface: tools read
/// it, so it follows Linux 7.3 to the letter, oddities included (hexadecimal in conditional jumps, decimal in arithmetic).
/// </summary>
public static class InstructionText
{
    /// <summary>Room enough for any instruction: the longest carries a kernel symbol of at most 511 characters.</summary>
    public const int MaximumLength = 560;

    /// <summary>Writes one instruction and returns the number of characters; text beyond the buffer is cut off.</summary>
    /// <param name="destination">At least <see cref="MaximumLength"/> characters to be safe.</param>
    /// <param name="insn">The instruction.</param>
    /// <param name="next">The slot behind it: the second half of a 16-byte immediate; not looked at otherwise.</param>
    /// <param name="names">Names of kfuncs and values of 16-byte immediates.</param>
    public static int Format(Span<char> destination, Instruction insn, Instruction next, InstructionNames names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var text = new TextSpan(destination);
        switch (insn.Class)
        {
            case InstructionClass.Alu32 or InstructionClass.Alu64:
                ArithmeticText.Write(ref text, insn);
                break;
            case InstructionClass.Jump or InstructionClass.Jump32:
                JumpText.Write(ref text, insn, names);
                break;
            case InstructionClass.StoreRegister when insn.Mode is MemoryMode.Atomic or MemoryText.ProbedAtomic:
                AtomicText.Write(ref text, insn);
                break;
            default:
                MemoryText.Write(ref text, insn, next, names);
                break;
        }

        return text.Length;
    }

    /// <summary>Appends one instruction; see <see cref="Format"/>.</summary>
    public static StringBuilder AppendInstruction(this StringBuilder builder, Instruction insn, Instruction next, InstructionNames names)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Span<char> line = stackalloc char[MaximumLength];
        return builder.Append(line[..Format(line, insn, next, names)]);
    }

    /// <summary>One instruction as a string of its own; see <see cref="Format"/>.</summary>
    public static string ToText(Instruction insn, Instruction next = default, InstructionNames? names = null)
    {
        Span<char> line = stackalloc char[MaximumLength];
        return line[..Format(line, insn, next, names ?? InstructionNames.None)].ToString();
    }

    /// <summary>The opcode in parentheses, with which every well-formed instruction starts.</summary>
    internal static void WriteOpcode(ref TextSpan text, Instruction insn)
    {
        text.Write('(');
        text.Hex(insn.Opcode, "x2");
        text.Write(") ");
    }

    /// <summary>The text for a code that no instruction has.</summary>
    internal static void WriteImpossible(ref TextSpan text, ReadOnlySpan<char> kind, Instruction insn)
    {
        text.Write("BUG_");
        text.Write(kind);
        text.Hex(insn.Opcode, "x2");
    }

    internal static void WriteRegister(ref TextSpan text, char prefix, int number)
    {
        text.Write(prefix);
        text.Decimal(number);
    }
}
