using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Fuzzing.Generation;

/// <summary>The stack: stores of all sizes, spills and fills, places that depend on a number.</summary>
internal static class StackStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("store", 8, _ => true, WriteStore),
        new("spill", 7, w => w.Has(v => v.Kind != ValueKind.None), WriteSpill),
        new("fill", 8, w => w.State.Slots.Count > 0, WriteFill),
        new("narrow fill", 4, w => w.State.Slots.Any(s => s.Value.Kind == ValueKind.Scalar), WriteNarrowFill),
        new("variable place", 3, w => w.Has(ScalarStatements.IsScalar), WriteVariablePlace),
    ];

    private static void WriteStore(FunctionWriter writer)
    {
        int slot = writer.PlainSlot();
        int size = writer.Dice.Pick(8, 8, 8, 4, 2, 1);
        int offset = slot + (size * writer.Dice.Below(8 / size));
        Value before = writer.State.Slots.GetValueOrDefault(slot);
        int source = writer.Dice.Chance(60) ? writer.Find(ScalarStatements.IsScalar) : -1;
        writer.Emit(source >= 0
            ? $"*(u{size * 8} *)(r10 - {-offset}) = r{source}"
            : $"*(u{size * 8} *)(r10 - {-offset}) = {writer.Dice.Pick(0, 1, 7, -1, 100, int.MinValue)}");
        if (size == 8)
        {
            writer.State.Slots[slot] = source >= 0 ? writer[source] : Value.Scalar();
        }
        else if (before.Kind == ValueKind.Scalar)
        {
            writer.State.Slots[slot] = Value.Scalar();
        }
        else
        {
            writer.ForgetSlot(slot);
        }
    }

    private static void WriteSpill(FunctionWriter writer)
    {
        int source = writer.Find(v => v.Kind != ValueKind.None), slot = writer.PlainSlot();
        writer.Emit($"*(u64 *)(r10 - {-slot}) = r{source}");
        writer.State.Slots[slot] = writer[source];
    }

    private static void WriteFill(FunctionWriter writer)
    {
        int slot = writer.Dice.Pick<int>([.. writer.State.Slots.Keys]);
        int target = writer.Target();
        if (target >= 0)
        {
            writer.Emit($"r{target} = *(u64 *)(r10 - {-slot})");
            writer[target] = writer.State.Slots[slot];
        }
    }

    private static void WriteNarrowFill(FunctionWriter writer)
    {
        int slot = writer.Dice.Pick<int>([.. writer.State.Slots.Where(s => s.Value.Kind == ValueKind.Scalar).Select(s => s.Key)]);
        int target = writer.Target();
        if (target >= 0)
        {
            int size = writer.Dice.Pick(1, 2, 4, 4);
            int offset = slot + (writer.Dice.Chance(70) ? 0 : size * writer.Dice.Below(8 / size));
            writer.Emit($"r{target} = *({(writer.Dice.Chance(25) ? 's' : 'u')}{size * 8} *)(r10 - {-offset})");
            writer[target] = Value.Scalar();
        }
    }

    private static void WriteVariablePlace(FunctionWriter writer)
    {
        int mark = writer.SlotMark();
        int offset = writer.ObjectSlot(32);
        int index = ScalarStatements.PickBounded(writer, 24);
        if (index < 0)
        {
            return;
        }

        for (int i = 0; i < 32; i += 8)
        {
            writer.Emit($"*(u64 *)(r10 - {-offset - i}) = {writer.Dice.Below(3)}");
        }

        writer.WithPinned(index, () =>
        {
            int place = writer.Target();
            if (place < 0 || place == index)
            {
                return;
            }

            writer.Emit($"r{place} = r10");
            writer.Emit($"r{place} += {offset}");
            writer.Emit($"r{place} += r{index}");
            writer[place] = default;
            if (writer.Dice.Chance(50))
            {
                writer.Emit($"*(u{writer.Dice.Pick("8", "8", "8", "64")} *)(r{place} + 0) = {writer.Dice.Below(5)}");
            }
            else
            {
                writer.Emit($"r{place} = *(u{writer.Dice.Pick("8", "8", "8", "32")} *)(r{place} + 0)");
                writer[place] = Value.Scalar();
            }
        });
        writer.ReleaseSlots(mark);
    }
}
