using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Atomics on memory and stack, with and without a result.</summary>
internal static class AtomicStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("atomic", 4, w => w.Has(v => v.IsMemory && !v.IsReadOnly && v.Name != "packet" && v.Size >= 8) && w.Has(ScalarStatements.IsScalar), WriteOnMemory),
        new("stack atomic", 2, w => w.Has(ScalarStatements.IsScalar), WriteOnStack),
    ];

    private static void WriteOnMemory(FunctionWriter writer)
    {
        int memory = writer.Find(v => v.IsMemory && !v.IsReadOnly && v.Name != "packet" && v.Size >= 8);
        int bits = writer.Dice.Pick(32, 64);
        int offset = bits / 8 * writer.Dice.Below(writer[memory].Size * 8 / bits);
        writer.WithPinned(memory, () => Write(writer, $"(u{bits} *)(r{memory} + {offset})"));
    }

    private static void WriteOnStack(FunctionWriter writer)
    {
        int slot = writer.PlainSlot();
        writer.Emit($"*(u64 *)(r10 - {-slot}) = {writer.Dice.Below(5)}");
        writer.State.Slots[slot] = Value.Scalar();
        Write(writer, $"({(writer.Dice.Chance(70) ? "u64" : "u32")} *)(r10 - {-slot})");
    }

    private static void Write(FunctionWriter writer, string place)
    {
        int operand = writer.Find(ScalarStatements.IsScalar);
        if (operand < 0)
        {
            return;
        }

        string width = place.StartsWith("(u64", System.StringComparison.Ordinal) ? "64" : "";
        string operation = writer.Dice.Pick("add", "or", "and", "xor");
        switch (writer.Dice.Below(7))
        {
            case 0 when !writer.IsPinned(operand):
                writer.Emit($"r{operand} = atomic{width}_fetch_{operation}({place}, r{operand})");
                writer[operand] = Value.Scalar();
                break;
            case 1 when !writer.IsPinned(operand):
                writer.Emit($"r{operand} = atomic{width}_xchg({place}, r{operand})");
                writer[operand] = Value.Scalar();
                break;
            case 2 when writer[0].Kind == ValueKind.Scalar && !writer.IsPinned(0):
                writer.Emit($"r0 = atomic{width}_cmpxchg({place}, r0, r{operand})");
                writer[0] = Value.Scalar();
                break;
            case 3 when !writer.IsPinned(operand):
                writer.Emit($"r{operand} = load_acquire({place})");
                writer[operand] = Value.Scalar();
                break;
            case 4:
                writer.Emit($"store_release({place}, r{operand})");
                break;
            default:
                writer.Emit($"lock *{place} {writer.Dice.Pick("+=", "|=", "&=", "^=")} r{operand}");
                break;
        }
    }
}
