using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Regions that must be left as they were entered: RCU, preemption, interrupts, locks.</summary>
internal static class RegionStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("RCU region", 2, CanEnter, w => WriteRegion(w, "bpf_rcu_read_lock", "bpf_rcu_read_unlock")),
        new("preemption region", 2, CanEnter, w => WriteRegion(w, "bpf_preempt_disable", "bpf_preempt_enable")),
        new("interrupt region", 2, CanEnter, WriteInterruptRegion),
        new("spin lock", 3, w => CanEnter(w) && w.Shape.Can(Abilities.Locks), WriteSpinLock),
        new("resilient lock", 1, CanEnter, WriteResilientLock),
    ];

    private static bool CanEnter(FunctionWriter writer) => MapStatements.CanCall(writer) && writer.Depth < 4 && writer.Budget > 1;

    private static void WriteRegion(FunctionWriter writer, string enter, string leave)
    {
        writer.Call(enter, default);
        writer.RegionDepth++;
        writer.WithObligation(() => writer.Call(leave, default), () => writer.Block(writer.Dice.Between(1, 4)));
        writer.RegionDepth--;
        writer.Call(leave, default);
    }

    private static void WriteInterruptRegion(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(8);
        void Leave()
        {
            writer.StackAddress(1, slot);
            writer.Call("bpf_local_irq_restore", default);
        }

        writer.StackAddress(1, slot);
        writer.Call("bpf_local_irq_save", default);
        writer.RegionDepth++;
        writer.WithObligation(Leave, () => writer.Block(writer.Dice.Between(1, 4)));
        writer.RegionDepth--;
        Leave();
    }

    private static void WriteSpinLock(FunctionWriter writer)
    {
        MapStatements.WriteLookup(writer, writer.Program.Map(writer.Dice.Pick("lock_array", "lock_hash")));
        int kept = writer.Target(true);
        if (kept < 0)
        {
            return;
        }

        writer[0] = default;
        writer.Fork("r0 == 0", null, () =>
        {
            writer.Emit($"r{kept} = r0");
            // Taken for a context, so that other statements read it at the context's offsets: some of these lie on the lock.
            writer[kept] = new Value(ValueKind.Context, "locked");
            writer.WithPinned(kept, () =>
            {
                writer.Emit($"r1 = r{kept}");
                writer.Call("bpf_spin_lock", default);
                writer.IsLocked = true;
                writer.Emit($"*(u64 *)(r{kept} + 8) = {writer.Dice.Below(5)}");
                writer.WithObligation(() => Unlock(writer, kept), () => writer.Block(writer.Dice.Between(1, 3)));
                Unlock(writer, kept);
                writer.IsLocked = false;
            });
            writer[kept] = default;
        });
    }

    private static void Unlock(FunctionWriter writer, int kept)
    {
        writer.Emit($"r1 = r{kept}");
        writer.Call("bpf_spin_unlock", default);
    }

    private static void WriteResilientLock(FunctionWriter writer)
    {
        MapStatements.WriteLookup(writer, writer.Program.Map("resilient_array"));
        int kept = writer.Target(true);
        if (kept < 0)
        {
            return;
        }

        writer[0] = default;
        writer.Fork("r0 == 0", null, () =>
        {
            writer.Emit($"r{kept} = r0");
            writer[kept] = default;
            writer.Emit($"r1 = r{kept}");
            writer.Call("bpf_res_spin_lock", Value.Scalar());
            string failed = writer.NewLabel();
            writer.Emit($"if r0 != 0 goto {failed}");
            writer.Aside(() => writer.WithPinned(kept, () =>
            {
                writer.IsLocked = true;
                writer.Block(writer.Dice.Between(1, 3));
                writer.IsLocked = false;
                writer.Emit($"r1 = r{kept}");
                writer.Call("bpf_res_spin_unlock", default);
            }));
            writer.Mark(failed);
            for (int i = 0; i < Picture.RegisterCount; i++)
            {
                writer[i] = writer.ContextRegister == i ? writer[i] : default;
            }

            writer.State.Slots.Clear();
        });
    }
}
