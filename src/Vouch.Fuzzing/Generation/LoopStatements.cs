using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Loops: counted, bounded by a number, by the kernel's budget, by an iterator.</summary>
internal static class LoopStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("counted loop", 4, CanLoop, WriteCounted),
        new("bounded loop", 3, w => CanLoop(w) && w.Has(ScalarStatements.IsScalar), WriteBounded),
        new("may_goto loop", 3, CanLoop, WriteMayGoto),
        new("number iterator", 3, w => CanLoop(w) && MapStatements.CanCall(w), WriteNumberIterator),
    ];

    private static bool CanLoop(FunctionWriter writer) => writer.Depth < 4 && writer.Budget > 3;

    private static void WriteCounted(FunctionWriter writer)
    {
        int counter = writer.Target(true);
        if (counter < 0)
        {
            return;
        }

        string head = writer.NewLabel();
        int trips = writer.Dice.Pick(2, 3, 4, 8, 20);
        writer.Constant(counter, 0);
        writer.Mark(head);
        writer.Repeatable(() =>
        {
            writer[counter] = Value.Scalar();
            writer.WithPinned(counter, () => writer.Block(writer.Dice.Between(1, 4)));
            writer.Emit($"r{counter} += 1");
        });
        string condition = writer.Dice.Pick("<", "!=", "s<", "<");
        writer.Emit($"if {(writer.Dice.Chance(25) ? 'w' : 'r')}{counter} {condition} {trips} goto {head}");
        writer[counter] = Value.Scalar(trips);
    }

    private static void WriteBounded(FunctionWriter writer)
    {
        int counter = writer.Target(true);
        int limit = ScalarStatements.PickBounded(writer, writer.Dice.Pick(3, 7, 15));
        if (counter < 0 || limit < 6 || limit == counter)
        {
            return;
        }

        string head = writer.NewLabel(), end = writer.NewLabel();
        writer.Constant(counter, 0);
        writer.Mark(head);
        writer.WithPinned(limit, () => writer.Repeatable(() =>
        {
            writer[counter] = Value.Scalar();
            writer.Emit($"if r{counter} >= r{limit} goto {end}");
            writer.WithPinned(counter, () => writer.Block(writer.Dice.Between(1, 4)));
            writer.Emit($"r{counter} += {writer.Dice.Pick(1, 1, 2)}");
        }));
        writer.Emit($"goto {head}");
        writer.Mark(end);
        writer[counter] = Value.Scalar();
    }

    private static void WriteMayGoto(FunctionWriter writer)
    {
        string head = writer.NewLabel(), end = writer.NewLabel();
        writer.Mark(head);
        writer.Repeatable(() =>
        {
            writer.Emit($"may_goto {end}");
            writer.Block(writer.Dice.Between(1, 4));
            if (writer.Dice.Chance(40) && writer.Has(ScalarStatements.IsScalar))
            {
                writer.Emit($"if {BranchStatements.Condition(writer)} goto {end}");
            }
        });
        writer.Emit($"goto {head}");
        writer.Mark(end);
    }

    private static void WriteNumberIterator(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(8);
        string head = writer.NewLabel(), end = writer.NewLabel();
        writer.StackAddress(1, slot);
        writer.Emit($"r2 = {writer.Dice.Pick(0, 1, -5)}");
        writer.Emit($"r3 = {writer.Dice.Pick(3, 10, 100)}");
        writer.Call("bpf_iter_num_new", Value.Scalar());
        writer.WithObligation(() => Destroy(writer, slot), () =>
        {
            writer.Mark(head);
            writer.Repeatable(() =>
            {
                writer.StackAddress(1, slot);
                writer.Call("bpf_iter_num_next", Value.Scalar());
                writer.Emit($"if r0 == 0 goto {end}");
                int index = writer.Target();
                if (index >= 0)
                {
                    writer.Emit($"r{index} = *(u32 *)(r0 + 0)");
                    writer[index] = Value.Scalar();
                }

                writer[0] = default;
                writer.Block(writer.Dice.Between(1, 4));
                if (writer.Dice.Chance(25) && writer.Has(ScalarStatements.IsScalar))
                {
                    writer.Emit($"if {BranchStatements.Condition(writer)} goto {end}");
                }
            });
        });
        writer.Emit($"goto {head}");
        writer.Mark(end);
        Destroy(writer, slot);
    }

    private static void Destroy(FunctionWriter writer, int slot)
    {
        writer.StackAddress(1, slot);
        writer.Call("bpf_iter_num_destroy", default);
    }
}
