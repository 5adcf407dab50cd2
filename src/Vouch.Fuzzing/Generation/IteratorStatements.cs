using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Iterators over tasks, cgroups, memory areas and bits.</summary>
internal static class IteratorStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("task iterator", 3, w => CanLoop(w) && w.Shape.Can(Abilities.KernelObjects), w => WriteTasks(w)),
        new("cgroup iterator", 2, w => CanLoop(w) && w.Shape.Can(Abilities.KernelObjects) && w.Has(v => v is { Kind: ValueKind.KernelObject, Name: "cgroup", MayBeNull: false }), WriteCgroups),
        new("area iterator", 2, w => CanLoop(w) && w.Shape.Can(Abilities.KernelObjects) && w.Has(IsTask), WriteAreas),
        new("bit iterator", 2, CanLoop, WriteBits),
    ];

    private static bool CanLoop(FunctionWriter writer) => MapStatements.CanCall(writer) && writer.Depth < 4 && writer.Budget > 2;

    private static bool IsTask(Value value) => value is { Kind: ValueKind.KernelObject, Name: "task_struct", MayBeNull: false };

    private static void WriteTasks(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(24);
        WithReadLock(writer, () =>
        {
            writer.Emit("r2 = 0");
            writer.Emit("r3 = 0");
            WriteLoop(writer, "bpf_iter_task", slot, new Value(ValueKind.KernelObject, "task_struct"));
        });
    }

    private static void WriteCgroups(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(24), cgroup = writer.Find(v => v is { Kind: ValueKind.KernelObject, Name: "cgroup", MayBeNull: false });
        int kept = cgroup >= 6 ? cgroup : -1;
        if (kept < 0)
        {
            return;
        }

        WithReadLock(writer, () =>
        {
            writer.Emit($"r2 = r{kept}");
            writer.Emit($"r3 = {writer.Dice.Pick(1, 2, 3)}");
            WriteLoop(writer, "bpf_iter_css", slot, default);
        });
    }

    private static void WriteAreas(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(8);
        writer.Move(2, writer.Find(IsTask));
        writer.Emit("r3 = 0");
        WriteLoop(writer, "bpf_iter_task_vma", slot, default);
    }

    private static void WriteBits(FunctionWriter writer)
    {
        int words = writer.ObjectSlot(8), slot = writer.ObjectSlot(16);
        writer.Emit($"*(u64 *)(r10 - {-words}) = {writer.Dice.Below(100)}");
        writer.StackAddress(2, words);
        writer.Emit("r3 = 1");
        WriteLoop(writer, "bpf_iter_bits", slot, default);
    }

    private static void WithReadLock(FunctionWriter writer, System.Action body)
    {
        bool isNeeded = writer.Dice.Chance(85);
        if (isNeeded)
        {
            writer.Call("bpf_rcu_read_lock", default);
            writer.RegionDepth++;
            writer.WithObligation(() => writer.Call("bpf_rcu_read_unlock", default), body);
            writer.RegionDepth--;
            writer.Call("bpf_rcu_read_unlock", default);
        }
        else
        {
            body();
        }
    }

    private static void WriteLoop(FunctionWriter writer, string family, int slot, Value element)
    {
        string head = writer.NewLabel(), end = writer.NewLabel();
        void Destroy()
        {
            writer.StackAddress(1, slot);
            writer.Call(family + "_destroy", default);
        }

        writer.StackAddress(1, slot);
        writer.Call(family + "_new", Value.Scalar());
        writer.WithObligation(Destroy, () =>
        {
            writer.Mark(head);
            writer.Repeatable(() =>
            {
                writer.StackAddress(1, slot);
                writer.Call(family + "_next", default);
                writer.Emit($"if r0 == 0 goto {end}");
                writer[0] = element;
                writer.Block(writer.Dice.Between(1, 4));
            });
        });
        writer.Emit($"goto {head}");
        writer.Mark(end);
        foreach (int register in writer.RegistersWith(v => v.Kind == ValueKind.KernelObject && v == element))
        {
            writer[register] = default;
        }

        Destroy();
    }
}
