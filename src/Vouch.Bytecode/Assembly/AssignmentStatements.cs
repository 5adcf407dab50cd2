using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>Everything that starts with a register: arithmetic, moves, loads and atomics with a result.</summary>
internal static class AssignmentStatements
{
    private const int SourceIsRegister = 0x08, ToBigEndian = 0x08;

    public static void Read(Token first, TokenReader reader, ProgramBuilder program)
    {
        RegisterOperand destination = TokenReader.AsRegister(first) ?? throw first.Error($"'{first.Text}' is not an instruction");
        if (reader.TryTake("="))
        {
            ReadValue(destination, reader, program);
            return;
        }

        (AluOperation operation, int offset) = OperationOf(reader.Current) ?? throw reader.Unexpected("an assignment");
        reader.Take();
        AddArithmetic(operation, destination, offset, reader, program);
    }

    private static void AddArithmetic(AluOperation operation, RegisterOperand destination, int offset, TokenReader reader, ProgramBuilder program)
    {
        int opcode = Opcode(operation, destination);
        program.Add(reader.IsNumber
            ? new Instruction(opcode, destination.Number, 0, offset, reader.Immediate())
            : new Instruction(opcode | SourceIsRegister, destination.Number, reader.Register(destination.IsHalf).Number, offset, 0));
    }

    private static int Opcode(AluOperation operation, RegisterOperand destination) =>
        (int)operation | (int)(destination.IsHalf ? InstructionClass.Alu32 : InstructionClass.Alu64);

    private static (AluOperation Operation, int Offset)? OperationOf(Token token) => token.Text switch
    {
        "+=" => (AluOperation.Add, 0),
        "-=" => (AluOperation.Sub, 0),
        "*=" => (AluOperation.Mul, 0),
        "/=" => (AluOperation.Div, 0),
        "s/=" => (AluOperation.Div, 1),
        "%=" => (AluOperation.Mod, 0),
        "s%=" => (AluOperation.Mod, 1),
        "|=" => (AluOperation.Or, 0),
        "&=" => (AluOperation.And, 0),
        "^=" => (AluOperation.Xor, 0),
        "<<=" => (AluOperation.Lsh, 0),
        ">>=" => (AluOperation.Rsh, 0),
        "s>>=" => (AluOperation.Arsh, 0),
        _ => null,
    };

    private static void ReadValue(RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        Token value = reader.Current;
        if (value.Is("*"))
        {
            reader.Take();
            ReadLoad(destination, reader, program);
        }
        else if (value.Is("("))
        {
            ReadSignExtension(destination, reader, program);
        }
        else if (value.Kind == TokenKind.Number || value.Is("-") || value.Is("+"))
        {
            ReadNumberOrNegation(destination, reader, program);
        }
        else if (TokenReader.AsRegister(value) is not null)
        {
            AddArithmetic(AluOperation.Mov, destination, 0, reader, program);
        }
        else if (value.Kind == TokenKind.Name)
        {
            ReadNamedValue(destination, reader, program);
        }
        else
        {
            throw reader.Unexpected("a value");
        }
    }

    private static void ReadNumberOrNegation(RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        Token first = reader.Current;
        bool minus = reader.TryTake("-");
        if (minus && TokenReader.AsRegister(reader.Current) is not null)
        {
            Token operand = reader.Current;
            if (reader.Register(destination.IsHalf) != destination)
            {
                throw operand.Error("a negation has the same register on both sides");
            }

            program.Add(new Instruction(Opcode(AluOperation.Neg, destination), destination.Number, 0, 0, 0));
            return;
        }

        ulong number = reader.Number();
        number = unchecked(minus ? 0 - number : number);
        if (reader.TryTake("ll"))
        {
            RequireFull(destination, first);
            program.AddWide(destination.Number, PseudoLoad.Value, unchecked((int)number), (int)(number >> 32));
            return;
        }

        long value = unchecked((long)number);
        program.Add(value is >= int.MinValue and <= uint.MaxValue
            ? new Instruction(Opcode(AluOperation.Mov, destination), destination.Number, 0, 0, unchecked((int)value))
            : throw first.Error("the immediate does not fit 32 bits (a 16-byte immediate ends in 'll')"));
    }

    private static void ReadSignExtension(RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        reader.Require("(");
        int bits = reader.Current.Text switch
        {
            "s8" => 8,
            "s16" => 16,
            "s32" => 32,
            _ => throw reader.Unexpected("s8, s16 or s32"),
        };
        reader.Take();
        reader.Require(")");
        AddArithmetic(AluOperation.Mov, destination, bits, reader, program);
    }

    private static void ReadLoad(RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        Place place = Place.ReadType(reader);
        if (reader.TryTake("skb"))
        {
            ReadPacketLoad(place, reader, program);
            return;
        }

        reader.Require("(");
        place = Place.ReadAddress(reader, place);
        reader.Require(")");
        MemoryMode mode = place.IsSigned ? MemoryMode.MemorySigned : MemoryMode.Memory;
        program.Add(new Instruction(place.Opcode(InstructionClass.LoadRegister, mode), destination.Number, place.Register, place.Offset, 0));
    }

    private static void ReadPacketLoad(Place place, TokenReader reader, ProgramBuilder program)
    {
        reader.Require("[");
        if (reader.IsNumber)
        {
            program.Add(new Instruction(place.Opcode(InstructionClass.Load, MemoryMode.Absolute), 0, 0, 0, reader.Immediate()));
        }
        else
        {
            int register = reader.Register(false).Number;
            int immediate = reader.TryTake("+") ? reader.Immediate() : 0;
            program.Add(new Instruction(place.Opcode(InstructionClass.Load, MemoryMode.Indirect), 0, register, 0, immediate));
        }

        reader.Require("]");
    }

    private static void ReadNamedValue(RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        Token name = reader.Take();
        switch (name.Text)
        {
            case "be16" or "be32" or "be64":
                AddByteSwap(destination, InstructionClass.Alu32, ToBigEndian, name, reader, program);
                break;
            case "le16" or "le32" or "le64":
                AddByteSwap(destination, InstructionClass.Alu32, 0, name, reader, program);
                break;
            case "bswap16" or "bswap32" or "bswap64":
                AddByteSwap(destination, InstructionClass.Alu64, 0, name, reader, program);
                break;
            case "addr_space_cast":
                ReadAddressSpaceCast(destination, reader, program);
                break;
            default:
                if (reader.Current.Is("("))
                {
                    AtomicCalls.Read(name, destination, reader, program);
                }
                else
                {
                    ReadSymbol(name, destination, reader, program);
                }

                break;
        }
    }

    private static void AddByteSwap(
        RegisterOperand destination, InstructionClass instructionClass, int order, Token name, TokenReader reader, ProgramBuilder program)
    {
        int bits = int.Parse(name.Text[^2..], null);
        if (reader.Register(false).Number != destination.Number)
        {
            throw name.Error("a byte swap has the same register on both sides");
        }

        program.Add(new Instruction((int)AluOperation.End | order | (int)instructionClass, destination.Number, 0, 0, bits));
    }

    private static void ReadAddressSpaceCast(RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        reader.Require("(");
        int source = reader.Register(false).Number;
        reader.Require(",");
        int to = reader.Immediate();
        reader.Require(",");
        int from = reader.Immediate();
        reader.Require(")");
        program.Add(new Instruction(0xbf, destination.Number, source, 1, (to << 16) | (from & 0xffff)));
    }

    /// <summary>A map, a byte of a map's value, a kernel variable, or a subprogram of the text.</summary>
    private static void ReadSymbol(Token name, RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        RequireFull(destination, name);
        int? offset = null;
        if (reader.TryTake("["))
        {
            offset = reader.Immediate();
            reader.Require("]");
        }

        reader.Require("ll");
        if (program.Symbols.Maps.TryGetValue(name.Text, out int map))
        {
            program.AddWide(destination.Number, offset is null ? PseudoLoad.MapFd : PseudoLoad.MapValue, map, offset ?? 0);
        }
        else if (program.Symbols.KernelVariables.TryGetValue(name.Text, out int type))
        {
            program.AddWide(destination.Number, PseudoLoad.BtfId, type, 0);
        }
        else
        {
            program.Labels.Await(program.Instructions.Count, name, TargetField.FunctionReference);
            program.AddWide(destination.Number, PseudoLoad.Function, 0, 0);
        }
    }

    private static void RequireFull(RegisterOperand destination, Token place)
    {
        if (destination.IsHalf)
        {
            throw place.Error("a 16-byte immediate needs a 64-bit register");
        }
    }
}
