using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>Stores, atomic updates without a result, and store-release.</summary>
internal static class StoreStatements
{
    public static void Read(Token first, TokenReader reader, ProgramBuilder program)
    {
        switch (first.Text)
        {
            case "lock":
                reader.Require("*");
                ReadUpdate(Place.Read(reader), reader, program);
                break;
            case "store_release":
                reader.Require("(");
                Place place = Place.Read(reader);
                reader.Require(",");
                program.Add(Atomic(place, reader.Register().Number, AtomicOperation.StoreRelease));
                reader.Require(")");
                break;
            default:
                ReadStore(Place.Read(reader), reader, program);
                break;
        }
    }

    /// <summary>An atomic on a place with its register operand.</summary>
    public static Instruction Atomic(Place place, int register, int operation) =>
        new(place.Opcode(InstructionClass.StoreRegister, MemoryMode.Atomic), place.Register, register, place.Offset, operation);

    private static void ReadUpdate(Place place, TokenReader reader, ProgramBuilder program)
    {
        int operation = reader.Current.Text switch
        {
            "+=" => AtomicOperation.Add,
            "|=" => AtomicOperation.Or,
            "&=" => AtomicOperation.And,
            "^=" => AtomicOperation.Xor,
            _ => throw reader.Unexpected("'+=', '|=', '&=' or '^='"),
        };
        reader.Take();
        program.Add(Atomic(place, reader.Register().Number, operation));
    }

    private static void ReadStore(Place place, TokenReader reader, ProgramBuilder program)
    {
        reader.Require("=");
        program.Add(reader.IsNumber
            ? new Instruction(place.Opcode(InstructionClass.StoreImmediate, MemoryMode.Memory), place.Register, 0, place.Offset, reader.Immediate())
            : new Instruction(place.Opcode(InstructionClass.StoreRegister, MemoryMode.Memory), place.Register, reader.Register().Number, place.Offset, 0));
    }
}
