using System;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Disassembly;

/// <summary>Moves, arithmetic, byte swaps and address-space casts.</summary>
internal static class ArithmeticText
{
    /// <summary>The offset field that turns a 64-bit move into a cast between address spaces.</summary>
    private const short AddressSpaceCast = 1;

    /// <summary>The offset field of the kernel's own per-CPU move; no program may carry it, but the text exists.</summary>
    private const short PerCpuAddress = -1;

    private const byte Move64 = 0xbf;

    public static void Write(ref TextSpan text, Instruction insn)
    {
        InstructionText.WriteOpcode(ref text, insn);
        char prefix = insn.Class == InstructionClass.Alu32 ? 'w' : 'r';
        if (insn.AluOperation == AluOperation.End)
        {
            WriteByteSwap(ref text, insn);
            return;
        }

        if (insn.Opcode == Move64 && insn.Offset is (AddressSpaceCast or PerCpuAddress))
        {
            WriteAddressMove(ref text, insn);
            return;
        }

        InstructionText.WriteRegister(ref text, prefix, insn.Destination);
        if (insn.AluOperation == AluOperation.Neg)
        {
            text.Write(" = -");
            InstructionText.WriteRegister(ref text, prefix, insn.Destination);
            return;
        }

        text.Write(' ');
        text.Write(Operator(insn));
        text.Write(' ');
        if (insn.UsesSourceRegister)
        {
            text.Write(SignExtension(insn));
            InstructionText.WriteRegister(ref text, prefix, insn.Source);
        }
        else
        {
            text.Decimal(insn.Immediate);
        }
    }

    /// <summary>The 32-bit class swaps to a named byte order, the 64-bit class swaps unconditionally.</summary>
    private static void WriteByteSwap(ref TextSpan text, Instruction insn)
    {
        InstructionText.WriteRegister(ref text, 'r', insn.Destination);
        text.Write(insn.Class == InstructionClass.Alu64 ? " = bswap" : insn.UsesSourceRegister ? " = be" : " = le");
        text.Decimal(insn.Immediate);
        text.Write(' ');
        InstructionText.WriteRegister(ref text, 'r', insn.Destination);
    }

    private static void WriteAddressMove(ref TextSpan text, Instruction insn)
    {
        InstructionText.WriteRegister(ref text, 'r', insn.Destination);
        if (insn.Offset == PerCpuAddress)
        {
            text.Write(" = &(void __percpu *)(");
            InstructionText.WriteRegister(ref text, 'r', insn.Source);
            text.Write(')');
            return;
        }

        text.Write(" = addr_space_cast(");
        InstructionText.WriteRegister(ref text, 'r', insn.Source);
        text.Write(", ");
        text.Decimal((uint)insn.Immediate >> 16);
        text.Write(", ");
        text.Decimal(insn.Immediate & 0xffff);
        text.Write(')');
    }

    private static ReadOnlySpan<char> Operator(Instruction insn)
    {
        bool signed = insn.Offset == 1;
        return insn.AluOperation switch
        {
            AluOperation.Add => "+=",
            AluOperation.Sub => "-=",
            AluOperation.Mul => "*=",
            AluOperation.Div => signed ? "s/=" : "/=",
            AluOperation.Or => "|=",
            AluOperation.And => "&=",
            AluOperation.Lsh => "<<=",
            AluOperation.Rsh => ">>=",
            AluOperation.Mod => signed ? "s%=" : "%=",
            AluOperation.Xor => "^=",
            AluOperation.Mov => "=",
            AluOperation.Arsh => "s>>=",
            _ => "(null)",
        };
    }

    private static ReadOnlySpan<char> SignExtension(Instruction insn) => insn.AluOperation != AluOperation.Mov
        ? default
        : insn.Offset switch
        {
            8 => "(s8)",
            16 => "(s16)",
            32 => "(s32)",
            _ => default,
        };
}
