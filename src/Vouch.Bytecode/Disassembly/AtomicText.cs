using System;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Disassembly;

/// <summary>Atomic read-modify-writes, load-acquire and store-release.</summary>
internal static class AtomicText
{
    /// <summary>Where the instruction leaves the old value, and whether the text names the compared register.</summary>
    private enum Form
    {
        Impossible,
        Update,
        Fetch,
        Exchange,
        CompareExchange,
        LoadAcquire,
        StoreRelease,
    }

    public static void Write(ref TextSpan text, Instruction insn)
    {
        Form form = FormOf(insn.Immediate);
        if (form == Form.Impossible)
        {
            InstructionText.WriteImpossible(ref text, default, insn);
            return;
        }

        InstructionText.WriteOpcode(ref text, insn);
        if (insn.Mode == MemoryText.ProbedAtomic)
        {
            text.Write("probe ");
        }

        ReadOnlySpan<char> type = MemoryText.UnsignedType(insn);
        switch (form)
        {
            case Form.Update:
                text.Write("lock *");
                MemoryText.WritePlace(ref text, type, insn.Destination, insn.Offset);
                text.Write(' ');
                text.Write(OperatorOf(insn.Immediate));
                text.Write(' ');
                InstructionText.WriteRegister(ref text, 'r', insn.Source);
                break;
            case Form.LoadAcquire:
                InstructionText.WriteRegister(ref text, 'r', insn.Destination);
                text.Write(" = load_acquire(");
                MemoryText.WritePlace(ref text, type, insn.Source, insn.Offset);
                text.Write(')');
                break;
            case Form.StoreRelease:
                text.Write("store_release(");
                WriteArguments(ref text, insn, type, default);
                break;
            default:
                WriteFetching(ref text, insn, form, type);
                break;
        }
    }

    private static void WriteFetching(ref TextSpan text, Instruction insn, Form form, ReadOnlySpan<char> type)
    {
        bool compares = form == Form.CompareExchange;
        InstructionText.WriteRegister(ref text, 'r', compares ? 0 : insn.Source);
        text.Write(insn.AccessSize == 8 ? " = atomic64_" : " = atomic_");
        text.Write(form switch
        {
            Form.Exchange => "xchg(",
            Form.CompareExchange => "cmpxchg(",
            _ => NameOf(insn.Immediate),
        });
        WriteArguments(ref text, insn, type, compares ? ", r0" : default);
    }

    private static void WriteArguments(ref TextSpan text, Instruction insn, ReadOnlySpan<char> type, ReadOnlySpan<char> compared)
    {
        MemoryText.WritePlace(ref text, type, insn.Destination, insn.Offset);
        text.Write(compared);
        text.Write(", ");
        InstructionText.WriteRegister(ref text, 'r', insn.Source);
        text.Write(')');
    }

    private static Form FormOf(int operation) => operation switch
    {
        AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor => Form.Update,
        (AtomicOperation.Add | AtomicOperation.Fetch) or (AtomicOperation.Or | AtomicOperation.Fetch)
            or (AtomicOperation.And | AtomicOperation.Fetch) or (AtomicOperation.Xor | AtomicOperation.Fetch) => Form.Fetch,
        AtomicOperation.Exchange => Form.Exchange,
        AtomicOperation.CompareExchange => Form.CompareExchange,
        AtomicOperation.LoadAcquire => Form.LoadAcquire,
        AtomicOperation.StoreRelease => Form.StoreRelease,
        _ => Form.Impossible,
    };

    private static ReadOnlySpan<char> OperatorOf(int operation) => operation switch
    {
        AtomicOperation.Add => "+=",
        AtomicOperation.Or => "|=",
        AtomicOperation.And => "&=",
        _ => "^=",
    };

    private static ReadOnlySpan<char> NameOf(int operation) => (operation & ~AtomicOperation.Fetch) switch
    {
        AtomicOperation.Add => "fetch_add(",
        AtomicOperation.Or => "fetch_or(",
        AtomicOperation.And => "fetch_and(",
        _ => "fetch_xor(",
    };
}
