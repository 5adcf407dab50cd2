using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Numbers: constants, arithmetic in both widths, what links registers, and loads from everywhere.</summary>
internal static class ScalarStatements
{
    private static readonly long[] Constants =
        [0, 1, 2, 3, 7, 8, 15, 16, 31, 63, 100, 255, 256, 4095, 0xffff, 0x7fffffff, -1, -2, -8, -64, -256, int.MinValue, 0xffffffffL, 1L << 32, long.MaxValue, long.MinValue];

    private static readonly string[] Operators = ["+=", "-=", "*=", "|=", "&=", "^=", "+=", "-=", "&="];

    public static ImmutableArray<Statement> All { get; } =
    [
        new("constant", 4, _ => true, WriteConstant),
        new("arithmetic", 14, w => w.Has(IsScalar), WriteArithmetic),
        new("shift", 5, w => w.Has(IsScalar), WriteShift),
        new("division", 4, w => w.Has(IsScalar), WriteDivision),
        new("bound by mask", 6, w => w.Has(IsScalar), w => Bound(w, PickScalar(w), Limits(w))),
        new("extension", 4, w => w.Has(IsScalar), WriteExtension),
        new("link", 6, w => w.Has(IsScalar), WriteLink),
        new("random number", 5, w => !w.IsLocked, WriteRandomNumber),
        new("context field", 5, w => w.Has(v => v.Kind == ValueKind.Context) && !w.Shape.Fields.IsEmpty, WriteContextField),
    ];

    public static bool IsScalar(Value value) => value.Kind == ValueKind.Scalar;

    /// <summary>A register with a number in it; makes one where there is none.</summary>
    public static int PickScalar(FunctionWriter writer)
    {
        int found = writer.Find(IsScalar);
        if (found < 0)
        {
            found = writer.Target();
            writer.Constant(found, Limits(writer));
        }

        return found;
    }

    /// <summary>A register with a number of which the generator knows that it is at most this; -1 when there is no register for it.</summary>
    public static int PickBounded(FunctionWriter writer, int max)
    {
        int found = writer.Find(v => v.Kind == ValueKind.Scalar && v.Max >= 0 && v.Max <= max);
        if (found >= 0)
        {
            return found;
        }

        found = writer.Find(IsScalar);
        if (found >= 0 && !writer.IsPinned(found))
        {
            Bound(writer, found, max);
            return found;
        }

        int target = writer.Target();
        if (target >= 0)
        {
            writer.Constant(target, writer.Dice.Below(max + 1));
        }

        return target;
    }

    /// <summary>Makes a number at most this large: by a mask, a remainder or a shift.</summary>
    public static void Bound(FunctionWriter writer, int register, int max)
    {
        if (writer.IsPinned(register))
        {
            return;
        }

        int mask = 1;
        while ((mask * 2) - 1 <= max && mask < 1 << 29)
        {
            mask *= 2;
        }

        string name = (writer.Dice.Chance(30) ? "w" : "r") + register;
        switch (writer.Dice.Below(8))
        {
            case 0 when max > 0:
                writer.Emit($"{name} %= {max + 1}");
                break;
            case 1 when mask > 1:
                writer.Emit($"r{register} >>= {64 - System.Numerics.BitOperations.Log2((uint)mask)}");
                break;
            default:
                writer.Emit($"{name} &= {(writer.Dice.Chance(20) ? (mask - 1) & ~3 : mask - 1)}");
                break;
        }

        writer[register] = Value.Scalar(max);
    }

    private static int Limits(FunctionWriter writer) => writer.Dice.Pick(1, 3, 7, 8, 15, 24, 31, 40, 47, 63, 127, 255, 0xffff);

    private static void WriteConstant(FunctionWriter writer)
    {
        int target = writer.Target();
        if (target >= 0)
        {
            long value = writer.Dice.Pick<long>(Constants);
            if (writer.Dice.Chance(30))
            {
                writer.Emit($"w{target} = {unchecked((int)value)}");
                writer[target] = Value.Scalar(unchecked((uint)value));
            }
            else
            {
                writer.Constant(target, value);
            }
        }
    }

    private static void WriteArithmetic(FunctionWriter writer)
    {
        int target = PickScalar(writer);
        if (writer.IsPinned(target))
        {
            return;
        }

        string operation = writer.Dice.Pick(Operators);
        char width = writer.Dice.Chance(35) ? 'w' : 'r';
        if (writer.Dice.Chance(45))
        {
            writer.Emit($"{width}{target} {operation} {width}{PickScalar(writer)}");
        }
        else
        {
            long value = writer.Dice.Pick<long>(Constants);
            writer.Emit($"{width}{target} {operation} {(value is >= int.MinValue and <= int.MaxValue ? value : 5)}");
        }

        writer[target] = Value.Scalar();
    }

    private static void WriteShift(FunctionWriter writer)
    {
        int target = PickScalar(writer);
        if (writer.IsPinned(target))
        {
            return;
        }

        bool isHalf = writer.Dice.Chance(40);
        string operation = writer.Dice.Pick("<<=", ">>=", "s>>=");
        int other = writer.Dice.Chance(25) ? writer.Find(v => v.Kind == ValueKind.Scalar && v.Max is >= 0 and < 32) : -1;
        char width = isHalf ? 'w' : 'r';
        writer.Emit(other >= 0 ? $"{width}{target} {operation} {width}{other}" : $"{width}{target} {operation} {writer.Dice.Below(isHalf ? 32 : 64)}");
        writer[target] = Value.Scalar();
    }

    private static void WriteDivision(FunctionWriter writer)
    {
        int target = PickScalar(writer);
        if (writer.IsPinned(target))
        {
            return;
        }

        char width = writer.Dice.Chance(40) ? 'w' : 'r';
        string operation = writer.Dice.Pick("/=", "%=", "s/=", "s%=");
        writer.Emit(writer.Dice.Chance(40)
            ? $"{width}{target} {operation} {width}{PickScalar(writer)}"
            : $"{width}{target} {operation} {writer.Dice.Pick(1, 2, 3, 7, 10, 64, -1, -5, int.MaxValue, int.MinValue)}");
        writer[target] = Value.Scalar();
    }

    private static void WriteExtension(FunctionWriter writer)
    {
        int source = PickScalar(writer);
        int target = writer.Dice.Chance(50) ? source : writer.Target();
        if (target < 0 || writer.IsPinned(target))
        {
            return;
        }

        writer.Emit(writer.Dice.Below(6) switch
        {
            0 => $"r{target} = (s8)r{source}",
            1 => $"r{target} = (s16)r{source}",
            2 => $"r{target} = (s32)r{source}",
            3 => $"w{target} = (s8)w{source}",
            4 => $"w{target} = w{source}",
            _ => $"r{target} = {(target == source ? "-" : "")}r{source}",
        });
        if (writer.Dice.Chance(15))
        {
            writer.Emit($"r{target} = {writer.Dice.Pick("be16", "be32", "be64", "le16", "le32", "bswap16", "bswap32", "bswap64")} r{target}");
        }

        writer[target] = Value.Scalar();
    }

    /// <summary>A copy of a number, sometimes with a distance: what is learnt of one is then known of the other.</summary>
    private static void WriteLink(FunctionWriter writer)
    {
        int source = PickScalar(writer), target = writer.Target();
        if (target < 0 || target == source)
        {
            return;
        }

        bool isHalf = writer.Dice.Chance(20);
        writer.Emit(isHalf ? $"w{target} = w{source}" : $"r{target} = r{source}");
        writer[target] = isHalf ? Value.Scalar() : writer[source];
        if (writer.Dice.Chance(40))
        {
            writer.Emit($"{(writer.Dice.Chance(20) ? 'w' : 'r')}{target} += {writer.Dice.Pick(1, 2, 4, 8, -1, -4, 100, 0x7fffffff)}");
            writer[target] = Value.Scalar();
        }
    }

    private static void WriteRandomNumber(FunctionWriter writer)
    {
        if (writer.IsPinned(0))
        {
            return;
        }

        writer.Call(writer.Dice.Pick("bpf_get_prandom_u32", "bpf_ktime_get_ns", "bpf_get_smp_processor_id", "bpf_get_prandom_u32"), Value.Scalar());
    }

    private static void WriteContextField(FunctionWriter writer)
    {
        int context = writer.Find(v => v.Kind == ValueKind.Context);
        int target = writer.Target();
        ContextField field = writer.Dice.Pick<ContextField>(writer.Shape.Fields);
        if (target < 0)
        {
            return;
        }

        if (field.IsWritable && writer.Dice.Chance(30))
        {
            int source = PickScalar(writer);
            writer.Emit($"*(u{field.Size * 8} *)(r{context} + {field.Offset}) = r{source}");
            return;
        }

        writer.Emit($"r{target} = *(u{field.Size * 8} *)(r{context} + {field.Offset})");
        writer[target] = Value.Scalar();
    }
}
