using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Branches: on numbers in both widths, on null, out of the function.</summary>
internal static class BranchStatements
{
    private static readonly string[] Comparisons = ["==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&"];

    private static readonly int[] Numbers = [0, 1, 2, 4, 7, 8, 10, 16, 32, 63, 64, 100, 255, 256, 1000, 0xffff, -1, -2, -10, -100, int.MaxValue, int.MinValue];

    public static ImmutableArray<Statement> All { get; } =
    [
        new("branch", 12, w => w.Has(ScalarStatements.IsScalar) && w.Depth < 5, WriteBranch),
        new("bound by branch", 8, w => w.Has(ScalarStatements.IsScalar) && w.Depth < 5, WriteBoundCheck),
        new("null check", 14, w => w.Has(v => v.MayBeNull) && w.Depth < 6, WriteNullCheck),
        new("early exit", 2, w => w.Has(ScalarStatements.IsScalar) && w.Depth is > 1 and < 5 && w.RegionDepth == 0 && !w.IsLocked, WriteEarlyExit),
        new("skip", 2, w => w.Depth < 5, WriteSkip),
    ];

    /// <summary>A random comparison of numbers.</summary>
    public static string Condition(FunctionWriter writer)
    {
        int left = ScalarStatements.PickScalar(writer);
        char width = writer.Dice.Chance(35) ? 'w' : 'r';
        string comparison = writer.Dice.Pick(Comparisons);
        if (writer.Dice.Chance(35))
        {
            return $"{width}{left} {comparison} {width}{ScalarStatements.PickScalar(writer)}";
        }

        return $"{width}{left} {comparison} {writer.Dice.Pick(Numbers)}";
    }

    private static void WriteBranch(FunctionWriter writer)
    {
        string condition = Condition(writer);
        bool hasElse = writer.Dice.Chance(50);
        writer.Fork(condition, hasElse ? () => writer.Block(writer.Dice.Between(1, 4)) : null, () => writer.Block(writer.Dice.Between(1, 5)));
    }

    private static void WriteBoundCheck(FunctionWriter writer)
    {
        int register = ScalarStatements.PickScalar(writer);
        int max = writer.Dice.Pick(1, 3, 7, 8, 15, 24, 31, 40, 47, 63, 127);
        char width = writer.Dice.Chance(25) ? 'w' : 'r';
        if (writer.Dice.Chance(25))
        {
            // Both ends of a signed range.
            string end = writer.NewLabel();
            writer.Emit($"if {width}{register} s< 0 goto {end}");
            Picture before = writer.State.Clone();
            writer.Fork($"{width}{register} s> {max}", null, () => Inside(writer, register, max, width));
            writer.Mark(end);
            writer.State.Join(before);
        }
        else
        {
            writer.Fork($"{width}{register} > {max}", null, () => Inside(writer, register, max, width));
        }
    }

    private static void Inside(FunctionWriter writer, int register, int max, char width)
    {
        if (width == 'r' || writer.Dice.Chance(50))
        {
            writer[register] = Value.Scalar(max);
        }

        writer.Block(writer.Dice.Between(2, 5));
    }

    private static void WriteNullCheck(FunctionWriter writer) => WriteNullCheck(writer, writer.Find(v => v.MayBeNull));

    /// <summary>Checks a register against null, and uses what it holds where it is not.</summary>
    public static void WriteNullCheck(FunctionWriter writer, int register)
    {
        Value value = writer[register];
        // Rarely a comparison that proves nothing, and that ordinary users may not make.
        bool isSigned = !writer.Dice.Chance(80) && !writer.Dice.Chance(90);
        writer.Fork(isSigned ? $"r{register} s< 1" : $"r{register} == 0", null, () =>
        {
            Value known = value with { MayBeNull = false };
            writer[register] = known;
            int kept = register < 6 ? writer.Target(true) : register;
            if (kept < 0 || !writer.Dice.Chance(85))
            {
                writer.Block(writer.Dice.Between(2, 6));
                return;
            }

            writer.Move(kept, register);
            writer.WithPinned(kept, () => writer.Block(writer.Dice.Between(2, 6)));
        });
    }

    private static void WriteEarlyExit(FunctionWriter writer)
    {
        string on = writer.NewLabel();
        writer.Emit($"if {Condition(writer)} goto {on}");
        writer.Aside(writer.Leave);
        writer.Mark(on);
    }

    /// <summary>A jump forward over statements that another branch may reach.</summary>
    private static void WriteSkip(FunctionWriter writer)
    {
        string here = writer.NewLabel(), end = writer.NewLabel();
        writer.Emit($"if {(writer.Has(ScalarStatements.IsScalar) ? Condition(writer) : "r10 == 0")} goto {here}");
        Picture before = writer.State.Clone();
        writer.Block(2);
        writer.Emit(writer.Dice.Chance(80) ? $"goto {end}" : $"gotol {end}");
        writer.Mark(here);
        writer.Mark(end);
        writer.State.Join(before);
    }
}
