using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>
/// Atomics with a result, in clang's words (<c>r1 = xchg_64(r2 + 0, r1)</c>, <c>w0 = cmpxchg32_32(r2 + 0, w0, w1)</c>)
/// and in the log's (<c>r1 = atomic64_xchg((u64 *)(r2 +0), r1)</c>).
/// </summary>
internal static class AtomicCalls
{
    public static void Read(Token name, RegisterOperand destination, TokenReader reader, ProgramBuilder program)
    {
        int operation = OperationOf(name.Text) ?? throw name.Error($"'{name.Text}' is not an atomic operation");
        reader.Require("(");
        if (operation == AtomicOperation.LoadAcquire)
        {
            Place from = Place.Read(reader);
            reader.Require(")");
            int opcode = from.Opcode(InstructionClass.StoreRegister, MemoryMode.Atomic);
            program.Add(new Instruction(opcode, destination.Number, from.Register, from.Offset, operation));
            return;
        }

        Place place = reader.Current.Is("(") ? Place.Read(reader) : Place.ReadAddress(reader, ImpliedType(name.Text));
        reader.Require(",");
        if (operation == AtomicOperation.CompareExchange)
        {
            RequireRegister(0, reader, "the compared value");
            reader.Require(",");
        }

        Token operand = reader.Current;
        int register = reader.Register().Number;
        reader.Require(")");
        int result = operation == AtomicOperation.CompareExchange ? 0 : register;
        program.Add(destination.Number == result
            ? StoreStatements.Atomic(place, register, operation)
            : throw operand.Error("the result does not land in this register"));
    }

    private static void RequireRegister(int number, TokenReader reader, string what)
    {
        Token token = reader.Current;
        if (reader.Register().Number != number)
        {
            throw token.Error($"{what} is in r{number}");
        }
    }

    private static Place ImpliedType(string name) =>
        new(name is "xchg32_32" or "cmpxchg32_32" ? Place.Word : Place.DoubleWord, false, 0, 0);

    private static int? OperationOf(string name) => name switch
    {
        "atomic_fetch_add" or "atomic64_fetch_add" => AtomicOperation.Add | AtomicOperation.Fetch,
        "atomic_fetch_or" or "atomic64_fetch_or" => AtomicOperation.Or | AtomicOperation.Fetch,
        "atomic_fetch_and" or "atomic64_fetch_and" => AtomicOperation.And | AtomicOperation.Fetch,
        "atomic_fetch_xor" or "atomic64_fetch_xor" => AtomicOperation.Xor | AtomicOperation.Fetch,
        "xchg_64" or "xchg32_32" or "atomic_xchg" or "atomic64_xchg" => AtomicOperation.Exchange,
        "cmpxchg_64" or "cmpxchg32_32" or "atomic_cmpxchg" or "atomic64_cmpxchg" => AtomicOperation.CompareExchange,
        "load_acquire" => AtomicOperation.LoadAcquire,
        _ => null,
    };
}
