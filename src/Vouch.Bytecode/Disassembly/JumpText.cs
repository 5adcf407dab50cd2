using System;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Disassembly;

/// <summary>Calls, jumps and exit.</summary>
internal static class JumpText
{
    private const byte Goto = 0x05, GotoLong = 0x06, GotoIndirect = 0x0d, Exit = 0x95, Conditional = 0xe5;

    public static void Write(ref TextSpan text, Instruction insn, InstructionNames names)
    {
        InstructionText.WriteOpcode(ref text, insn);
        if (insn.JumpOperation == JumpOperation.Call)
        {
            WriteCall(ref text, insn, names);
            return;
        }

        switch (insn.Opcode)
        {
            case Goto:
                WriteTarget(ref text, "goto", insn.Offset);
                break;
            case GotoLong:
                WriteTarget(ref text, "gotol", insn.Immediate);
                break;
            case GotoIndirect:
                text.Write("gotox ");
                InstructionText.WriteRegister(ref text, 'r', insn.Destination);
                break;
            case Conditional when insn.Source == 0:
                WriteTarget(ref text, "may_goto", insn.Offset);
                break;
            case Exit:
                text.Write("exit");
                break;
            default:
                WriteComparison(ref text, insn);
                break;
        }
    }

    private static void WriteTarget(ref TextSpan text, ReadOnlySpan<char> keyword, int distance)
    {
        text.Write(keyword);
        text.Write(" pc");
        text.Signed(distance);
    }

    private static void WriteCall(ref TextSpan text, Instruction insn, InstructionNames names)
    {
        text.Write("call ");
        if (insn.Source == (byte)PseudoCall.Subprogram)
        {
            text.Write("pc");
            text.Signed(insn.Immediate);
            return;
        }

        text.Write(insn.Source switch
        {
            (byte)PseudoCall.Helper => HelperNames.NameOf(insn.Immediate) ?? "unknown",
            (byte)PseudoCall.Kfunc => names.Kfunc(insn),
            _ => "unknown",
        });
        text.Write('#');
        text.Decimal(insn.Immediate);
    }

    private static void WriteComparison(ref TextSpan text, Instruction insn)
    {
        char prefix = insn.Class == InstructionClass.Jump32 ? 'w' : 'r';
        text.Write("if ");
        InstructionText.WriteRegister(ref text, prefix, insn.Destination);
        text.Write(' ');
        text.Write(Operator(insn.JumpOperation));
        text.Write(' ');
        if (insn.UsesSourceRegister)
        {
            InstructionText.WriteRegister(ref text, prefix, insn.Source);
        }
        else
        {
            text.Write("0x");
            text.Hex((uint)insn.Immediate, "x");
        }

        text.Write(' ');
        WriteTarget(ref text, "goto", insn.Offset);
    }

    private static ReadOnlySpan<char> Operator(JumpOperation operation) => operation switch
    {
        JumpOperation.Always => "jmp",
        JumpOperation.Equal => "==",
        JumpOperation.Greater => ">",
        JumpOperation.GreaterOrEqual => ">=",
        JumpOperation.Set => "&",
        JumpOperation.NotEqual => "!=",
        JumpOperation.SignedGreater => "s>",
        JumpOperation.SignedGreaterOrEqual => "s>=",
        JumpOperation.Exit => "exit",
        JumpOperation.Less => "<",
        JumpOperation.LessOrEqual => "<=",
        JumpOperation.SignedLess => "s<",
        JumpOperation.SignedLessOrEqual => "s<=",
        _ => "(null)",
    };
}
