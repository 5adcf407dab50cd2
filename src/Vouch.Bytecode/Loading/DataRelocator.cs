using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Fills in the immediates of a linked program that refer to maps, global data, kernel symbols, kfuncs and jump tables. What does not
/// exist becomes a call of an impossible helper, which the verifier rejects only where it is reached.
/// </summary>
internal readonly struct DataRelocator(
    MapTable maps, MapDefinition[] definitions, ImmutableArray<ResolvedExtern> symbols, ExternTable externs, JumpTableMaps jumpTables)
{
    /// <summary>Where the arena's variables begin within it.</summary>
    public ulong ArenaDataOffset { get; init; }

    // The numbers are part of what users see in logs ("invalid func unknown#2001000003"). Source: libbpf 1.7.
    public const int MissingMapCall = 2001000000;
    public const int MissingKfuncCall = 2002000000;

    public void Apply(LinkedProgram program)
    {
        Span<Instruction> code = CollectionsMarshal.AsSpan(program.Code);
        foreach (CodeReference reference in program.References)
        {
            Apply(reference, code[reference.Instruction..]);
        }

        MarkUnrelocated(program, code);
    }

    /// <summary>
    /// A map load that no relocation filled in names a file descriptor of whoever compiled it, not one of the object's maps:
    /// number n becomes -1 - n, which no map has.
    /// </summary>
    private static void MarkUnrelocated(LinkedProgram program, Span<Instruction> code)
    {
        HashSet<int> relocated = [];
        foreach (CodeReference reference in program.References)
        {
            _ = relocated.Add(reference.Instruction);
        }

        for (int i = 0; i < code.Length; i++)
        {
            bool namesMap = code[i].IsWideImmediate
                && (PseudoLoad)code[i].Source is PseudoLoad.MapFd or PseudoLoad.MapValue or PseudoLoad.MapIndex or PseudoLoad.MapIndexValue;
            if (namesMap && !relocated.Contains(i))
            {
                code[i] = code[i].WithImmediate(-1 - code[i].Immediate);
            }
        }
    }

    private void Apply(in CodeReference reference, Span<Instruction> code)
    {
        switch (reference.Kind)
        {
            case ReferenceKind.Map:
                Refer(code, PseudoLoad.MapFd, reference.Target, code[1].Immediate);
                PoisonIfMissing(code, reference.Target);
                break;
            case ReferenceKind.Data:
                int offset = unchecked(code[0].Immediate + reference.Offset);
                offset = reference.Target == maps.Arena ? unchecked(offset + (int)ArenaDataOffset) : offset;
                Refer(code, PseudoLoad.MapValue, reference.Target, offset);
                break;
            case ReferenceKind.Extern:
                ApplyExtern(reference.Target, code);
                break;
            case ReferenceKind.ExternCall:
                ApplyKfunc(reference.Target, ref code[0]);
                break;
            case ReferenceKind.JumpTable:
                Refer(code, PseudoLoad.MapValue, jumpTables.MapFor(reference), code[1].Immediate);
                code[0] = code[0].WithOffset(0);
                break;
            case ReferenceKind.Call or ReferenceKind.FunctionAddress:
                break;
            default:
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"reference of kind {reference.Kind}"));
        }
    }

    private void ApplyExtern(int index, Span<Instruction> code)
    {
        if (externs.All[index].Kconfig is { } slot)
        {
            Refer(code, PseudoLoad.MapValue, maps.Kconfig, slot.Offset);
            return;
        }

        ResolvedExtern symbol = symbols[index];
        if (symbol.HasType)
        {
            Refer(code, PseudoLoad.BtfId, symbol.Type.Value, symbol.Types);
            return;
        }

        code[0] = code[0].WithImmediate(unchecked((int)symbol.Address));
        code[1] = code[1].WithImmediate((int)(symbol.Address >> 32));
    }

    private void ApplyKfunc(int index, ref Instruction call)
    {
        ResolvedExtern symbol = symbols[index];
        call = symbol.HasType
            ? new Instruction(call.Opcode, call.Destination, (int)PseudoCall.Kfunc, symbol.Types, symbol.Type.Value)
            : new Instruction(call.Opcode, 0, 0, 0, MissingKfuncCall + index);
    }

    private void PoisonIfMissing(Span<Instruction> code, int map)
    {
        if (!definitions[map].IsCreated)
        {
            code[..2].Fill(new Instruction(0x85, 0, 0, 0, MissingMapCall + map));
        }
    }

    private static void Refer(Span<Instruction> code, PseudoLoad kind, int first, int second)
    {
        Instruction insn = code[0];
        code[0] = new Instruction(insn.Opcode, insn.Destination, (int)kind, insn.Offset, first);
        code[1] = code[1].WithImmediate(second);
    }
}
