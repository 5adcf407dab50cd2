using Vouch.Bytecode.Isa;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Flow;

/// <summary>What one instruction does to the constants that constant folding knows.</summary>
internal static class ConstantTransfer
{
    /// <summary>Changes the registers as the instruction does.</summary>
    public static void Apply(ProgramFacts facts, int index, RowCursor<ConstantValue> registers)
    {
        Instruction insn = facts.Program.Instructions[index];
        if (insn.StoresStackArgument())
        {
            return;
        }

        switch (insn.Class)
        {
            case InstructionClass.Alu32 or InstructionClass.Alu64:
                ConstantValue result = Arithmetic(insn, registers.Values[insn.Destination], registers.Values[insn.Source]);
                registers.Set(insn.Destination, insn.Class == InstructionClass.Alu32 ? Narrow(result) : result);
                break;
            case InstructionClass.Load when insn.IsPacketLoad():
                ForgetCallerSaved(registers);
                break;
            case InstructionClass.Load when insn.IsWideImmediate:
                registers.Set(insn.Destination, WideImmediate(facts, index, insn, registers.Values[insn.Destination]));
                break;
            case InstructionClass.LoadRegister:
                registers.Set(
                    insn.Destination,
                    insn.LoadsStackArgument()
                        ? ConstantValue.Unknown
                        : FrozenData(facts, insn, registers.Values[insn.Destination], registers.Values[insn.Source]));
                break;
            case InstructionClass.Jump when insn.JumpOperation == JumpOperation.Call:
                ForgetCallerSaved(registers);
                break;
            case InstructionClass.StoreRegister when insn.FetchedRegister() is var fetched and >= 0:
                registers.Set(fetched, ConstantValue.Unknown);
                break;
        }
    }

    private static void ForgetCallerSaved(RowCursor<ConstantValue> registers)
    {
        for (int r = 0; r < 6; r++)
        {
            registers.Set(r, ConstantValue.Unknown);
        }
    }

    private static ConstantValue Narrow(ConstantValue value) =>
        value.IsNumber ? value.WithValue(unchecked((uint)value.Value)) : value.Kind == ConstantKind.Unknown ? value : ConstantValue.Unknown;

    private static ConstantValue Arithmetic(Instruction insn, ConstantValue destination, ConstantValue source)
    {
        ulong immediate = unchecked((ulong)(long)insn.Immediate);
        bool isOffset = destination.Kind is ConstantKind.Number or ConstantKind.MapValue;
        switch (insn.AluOperation)
        {
            case AluOperation.Mov when insn.UsesSourceRegister:
                return insn.Offset == 0 ? source : SignExtend(source, insn.Offset);
            case AluOperation.Mov:
                return destination.WithNumber(immediate);
            case AluOperation.Add when !insn.UsesSourceRegister && isOffset:
                return destination.WithValue(unchecked(destination.Value + immediate));
            case AluOperation.Sub when !insn.UsesSourceRegister && isOffset:
                return destination.WithValue(unchecked(destination.Value - immediate));
            case AluOperation.And:
                return And(destination, insn.UsesSourceRegister ? source : destination.WithNumber(immediate));
            default:
                return ConstantValue.Unknown;
        }
    }

    // Zero swallows whatever the other side is.
    private static ConstantValue And(ConstantValue destination, ConstantValue source)
    {
        if ((destination.IsNumber && destination.Value == 0) || (source.IsNumber && source.Value == 0))
        {
            return destination.WithNumber(0);
        }

        return destination.IsNumber && source.IsNumber
            ? destination.WithValue(destination.Value & source.Value)
            : ConstantValue.Unknown;
    }

    private static ConstantValue SignExtend(ConstantValue source, short bits)
    {
        if (!source.IsNumber)
        {
            return ConstantValue.Unknown;
        }

        return bits switch
        {
            8 => source.WithValue(unchecked((ulong)(sbyte)source.Value)),
            16 => source.WithValue(unchecked((ulong)(short)source.Value)),
            32 => source.WithValue(unchecked((ulong)(int)source.Value)),
            _ => ConstantValue.Unknown,
        };
    }

    private static ConstantValue WideImmediate(ProgramFacts facts, int index, Instruction insn, ConstantValue destination)
    {
        ref readonly InstructionNotes notes = ref facts.Notes[index];
        switch ((PseudoLoad)insn.Source)
        {
            case PseudoLoad.Value:
                return destination.WithNumber(
                    (uint)insn.Immediate | ((ulong)(uint)facts.Program.Instructions[index + 1].Immediate << 32));
            case PseudoLoad.MapFd or PseudoLoad.MapIndex:
                return destination with { Kind = ConstantKind.Map, Map = notes.Map.Index };
            case PseudoLoad.MapValue or PseudoLoad.MapIndexValue:
                return new ConstantValue(ConstantKind.MapValue, notes.Map.Index, notes.MapOffset);
            case PseudoLoad.Function:
                int start = insn.CalleeStart(index);
                int subprogram = facts.SubprogramAt(start);
                return facts.Subprograms[subprogram].Start == start
                    ? destination with { Kind = ConstantKind.Subprogram, Value = (ulong)subprogram }
                    : ConstantValue.Unknown;
            default:
                return ConstantValue.Unknown;
        }
    }

    private static ConstantValue FrozenData(ProgramFacts facts, Instruction insn, ConstantValue destination, ConstantValue place)
    {
        if (place.Kind != ConstantKind.MapValue)
        {
            return ConstantValue.Unknown;
        }

        int offset = unchecked((int)place.Value + insn.Offset);
        bool isSigned = insn.Mode == MemoryMode.MemorySigned;
        return FrozenMaps.TryRead(facts.Map(new MapHandle(place.Map)), offset, insn.AccessSize, isSigned, out ulong value)
            ? destination.WithNumber(value)
            : ConstantValue.Unknown;
    }
}
