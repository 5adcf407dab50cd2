using System;
using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>What must be given back: ring buffer records, sockets, tasks, cgroups, cpu masks.</summary>
internal static class ReferenceStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("record", 5, CanAcquire, WriteRecord),
        new("socket", 4, w => CanAcquire(w) && w.Shape.Can(Abilities.SocketLookup) && w.Has(PacketStatements.IsContext), WriteSocket),
        new("typed argument", 4, w => w.Shape.Can(Abilities.TypedArguments) && w.Has(PacketStatements.IsContext), WriteTypedArgument),
        new("current task", 3, w => MapStatements.CanCall(w) && w.Shape.Can(Abilities.KernelObjects), WriteCurrentTask),
        new("task", 4, w => CanAcquire(w) && w.Shape.Can(Abilities.KernelObjects), WriteTask),
        new("cgroup", 3, w => CanAcquire(w) && w.Shape.Can(Abilities.KernelObjects), WriteCgroup),
        new("cpu mask", 3, w => CanAcquire(w) && w.Shape.Can(Abilities.KernelObjects), WriteMask),
    ];

    public static bool CanAcquire(FunctionWriter writer) => MapStatements.CanCall(writer) && writer.Depth < 4 && writer.Budget > 1;

    /// <summary>
    /// R0 holds what was acquired, or null. Writes the check, statements that use it, and what gives it back, with the register that holds
    /// it in R1.
    /// </summary>
    public static void Hold(FunctionWriter writer, Value held, bool mayBeNull, Action release)
    {
        int kept = writer.Target(true);
        if (kept < 0)
        {
            HoldInSlot(writer, held, mayBeNull, release);
            return;
        }

        writer[0] = held;
        void Use()
        {
            writer.Move(kept, 0);
            writer.WithPinned(kept, () =>
            {
                writer.WithObligation(() => GiveBack(writer, kept, release), () => writer.Block(writer.Dice.Between(1, 5)));
                GiveBack(writer, kept, release);
            });
            Forget(writer, held);
        }

        if (mayBeNull)
        {
            writer.Fork("r0 == 0", null, Use);
            Forget(writer, held with { MayBeNull = true });
        }
        else
        {
            Use();
        }
    }

    private static void HoldInSlot(FunctionWriter writer, Value held, bool mayBeNull, Action release)
    {
        int mark = writer.SlotMark();
        int slot = writer.ObjectSlot(8);
        writer[0] = default;
        void Settle()
        {
            writer.Emit($"r1 = *(u64 *)(r10 - {-slot})");
            writer[1] = default;
            release();
        }

        void Use()
        {
            writer.Emit($"*(u64 *)(r10 - {-slot}) = r0");
            writer.WithObligation(Settle, () => writer.Block(writer.Dice.Between(1, 4)));
            Settle();
            Forget(writer, held);
        }

        if (mayBeNull)
        {
            writer.Fork("r0 == 0", null, Use);
        }
        else
        {
            Use();
        }

        writer.ReleaseSlots(mark);
    }

    private static void GiveBack(FunctionWriter writer, int kept, Action release)
    {
        writer.Emit($"r1 = r{kept}");
        writer[1] = default;
        release();
    }

    /// <summary>Every copy of what was given back is worthless.</summary>
    private static void Forget(FunctionWriter writer, Value held)
    {
        foreach (int register in writer.RegistersWith(v => v == held))
        {
            writer[register] = default;
        }

        foreach ((int slot, Value value) in writer.State.Clone().Slots)
        {
            if (value == held)
            {
                writer.ForgetSlot(slot);
            }
        }
    }

    private static void WriteRecord(FunctionWriter writer)
    {
        int size = writer.Dice.Pick(8, 16, 24, 64);
        writer.Emit("r1 = records ll");
        writer.Emit($"r2 = {size}");
        writer.Emit("r3 = 0");
        writer.Call("bpf_ringbuf_reserve", default);
        string release = writer.Dice.Pick("bpf_ringbuf_submit", "bpf_ringbuf_discard");
        Hold(writer, new Value(ValueKind.Memory, "record", size), true, () =>
        {
            writer.Emit("r2 = 0");
            writer.Call(release, default);
        });
    }

    private static void WriteSocket(FunctionWriter writer)
    {
        int mark = writer.SlotMark();
        writer.Move(1, writer.Find(PacketStatements.IsContext));
        MapStatements.WriteStackMemory(writer, 16, 2);
        writer.Emit("r3 = 12");
        writer.Emit("r4 = -1");
        writer.Emit("r5 = 0");
        string lookup = writer.Dice.Pick("bpf_sk_lookup_tcp", "bpf_sk_lookup_udp", "bpf_skc_lookup_tcp");
        writer.Call(lookup, default);
        writer.ReleaseSlots(mark);
        Hold(writer, new Value(ValueKind.Socket, lookup, 4), true, () => writer.Call("bpf_sk_release", Value.Scalar()));
    }

    private static void WriteTypedArgument(FunctionWriter writer)
    {
        int target = writer.Target();
        if (target >= 0)
        {
            writer.Emit($"r{target} = *(u64 *)(r{writer.Find(PacketStatements.IsContext)} + {(writer.Shape.Section == "fexit/vfs_open" ? 8 : 0)})");
            writer[target] = new Value(ValueKind.KernelObject, writer.Shape.Argument);
        }
    }

    private static void WriteCurrentTask(FunctionWriter writer) =>
        writer.Call("bpf_get_current_task_btf", new Value(ValueKind.KernelObject, "task_struct"));

    private static void WriteTask(FunctionWriter writer)
    {
        int known = writer.Find(v => v.Kind == ValueKind.KernelObject && v.Name == "task_struct");
        if (known >= 0 && writer.Dice.Chance(60))
        {
            writer.Move(1, known);
            writer.Call("bpf_task_acquire", default);
        }
        else
        {
            writer.Emit($"r1 = {writer.Dice.Between(1, 100)}");
            writer.Call("bpf_task_from_pid", default);
        }

        Hold(writer, new Value(ValueKind.KernelObject, "task_struct", 8), true, () => writer.Call("bpf_task_release", default));
    }

    private static void WriteCgroup(FunctionWriter writer)
    {
        int known = writer.Find(v => v.Kind == ValueKind.KernelObject && v.Name == "cgroup");
        if (known >= 0 && writer.Dice.Chance(60))
        {
            writer.Move(1, known);
            if (writer.Dice.Chance(50))
            {
                writer.Call("bpf_cgroup_acquire", default);
            }
            else
            {
                writer.Emit("r2 = 0");
                writer.Call("bpf_cgroup_ancestor", default);
            }
        }
        else
        {
            writer.Emit("r1 = 1");
            writer.Call("bpf_cgroup_from_id", default);
        }

        Hold(writer, new Value(ValueKind.KernelObject, "cgroup", 8), true, () => writer.Call("bpf_cgroup_release", default));
    }

    private static void WriteMask(FunctionWriter writer)
    {
        int known = writer.Find(v => v.Kind == ValueKind.KernelObject && v.Name == "bpf_cpumask");
        bool isNew = known < 0 || writer.Dice.Chance(50);
        if (!isNew)
        {
            writer.Move(1, known);
        }

        writer.Call(isNew ? "bpf_cpumask_create" : "bpf_cpumask_acquire", default);
        Hold(writer, new Value(ValueKind.KernelObject, "bpf_cpumask", 8), isNew, () => writer.Call("bpf_cpumask_release", default));
    }
}
