using System;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Disassembly;

/// <summary>Loads, stores, 16-byte immediates and the legacy packet loads.</summary>
internal static class MemoryText
{
    /// <summary>The kernel's own mode of an atomic that may fault; no program may carry it, but the text exists.</summary>
    public const MemoryMode ProbedAtomic = (MemoryMode)0xe0;

    private const MemoryMode NoSpeculation = (MemoryMode)0xc0;

    public static void Write(ref TextSpan text, Instruction insn, Instruction next, InstructionNames names)
    {
        switch (insn.Class)
        {
            case InstructionClass.StoreRegister:
                WriteStoreRegister(ref text, insn);
                break;
            case InstructionClass.StoreImmediate:
                WriteStoreImmediate(ref text, insn);
                break;
            case InstructionClass.LoadRegister:
                WriteLoad(ref text, insn);
                break;
            default:
                WriteImmediateOrPacketLoad(ref text, insn, next, names);
                break;
        }
    }

    /// <summary>A place in memory as the log shows it: <c>*(u32 *)(r10 -4)</c>, without the star for atomics.</summary>
    public static void WritePlace(ref TextSpan text, ReadOnlySpan<char> type, int register, int offset)
    {
        text.Write('(');
        text.Write(type);
        text.Write(" *)(");
        InstructionText.WriteRegister(ref text, 'r', register);
        text.Write(' ');
        text.Signed(offset);
        text.Write(')');
    }

    public static ReadOnlySpan<char> UnsignedType(Instruction insn) => insn.AccessSize switch
    {
        1 => "u8",
        2 => "u16",
        4 => "u32",
        _ => "u64",
    };

    private static ReadOnlySpan<char> SignedType(Instruction insn) => insn.AccessSize switch
    {
        1 => "s8",
        2 => "s16",
        _ => "s32",
    };

    private static void WriteStoreRegister(ref TextSpan text, Instruction insn)
    {
        if (insn.Mode != MemoryMode.Memory)
        {
            InstructionText.WriteImpossible(ref text, default, insn);
            return;
        }

        InstructionText.WriteOpcode(ref text, insn);
        text.Write('*');
        WritePlace(ref text, UnsignedType(insn), insn.Destination, insn.Offset);
        text.Write(" = ");
        InstructionText.WriteRegister(ref text, 'r', insn.Source);
    }

    private static void WriteStoreImmediate(ref TextSpan text, Instruction insn)
    {
        switch (insn.Mode)
        {
            case MemoryMode.Memory:
                InstructionText.WriteOpcode(ref text, insn);
                text.Write('*');
                WritePlace(ref text, UnsignedType(insn), insn.Destination, insn.Offset);
                text.Write(" = ");
                text.Decimal(insn.Immediate);
                break;
            case NoSpeculation:
                InstructionText.WriteOpcode(ref text, insn);
                text.Write("nospec");
                break;
            default:
                InstructionText.WriteImpossible(ref text, "st_", insn);
                break;
        }
    }

    private static void WriteLoad(ref TextSpan text, Instruction insn)
    {
        bool signed = insn.Mode == MemoryMode.MemorySigned && insn.AccessSize < 8;
        if (!signed && insn.Mode != MemoryMode.Memory)
        {
            InstructionText.WriteImpossible(ref text, "ldx_", insn);
            return;
        }

        InstructionText.WriteOpcode(ref text, insn);
        InstructionText.WriteRegister(ref text, 'r', insn.Destination);
        text.Write(" = *");
        WritePlace(ref text, signed ? SignedType(insn) : UnsignedType(insn), insn.Source, insn.Offset);
    }

    private static void WriteImmediateOrPacketLoad(ref TextSpan text, Instruction insn, Instruction next, InstructionNames names)
    {
        if (insn.IsWideImmediate)
        {
            InstructionText.WriteOpcode(ref text, insn);
            InstructionText.WriteRegister(ref text, 'r', insn.Destination);
            text.Write(" = 0x");
            text.Hex(names.WideImmediate(insn, next), "x");
            return;
        }

        if (insn.Mode is not (MemoryMode.Absolute or MemoryMode.Indirect))
        {
            InstructionText.WriteImpossible(ref text, "ld_", insn);
            return;
        }

        InstructionText.WriteOpcode(ref text, insn);
        text.Write("r0 = *(");
        text.Write(UnsignedType(insn));
        text.Write(" *)skb[");
        if (insn.Mode == MemoryMode.Indirect)
        {
            InstructionText.WriteRegister(ref text, 'r', insn.Source);
            text.Write(" + ");
        }

        text.Decimal(insn.Immediate);
        text.Write(']');
    }
}
