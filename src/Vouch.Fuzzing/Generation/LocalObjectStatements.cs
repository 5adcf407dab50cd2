using System.Collections.Immutable;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Generation;

/// <summary>Memory that programs allocate: counted, in lists and trees under a lock, and kept in maps with other kernel pointers.</summary>
internal static class LocalObjectStatements
{
    /// <summary>Bytes from the start of the base's struct fuzz_node to its list and tree nodes, and of fuzz_graph to its list and tree.</summary>
    private const int Link = 16, Branch = 40, Head = 8, Root = 24;

    private static readonly Value Node = new(ValueKind.LocalObject, "fuzz_node", 16);

    public static ImmutableArray<Statement> All { get; } =
    [
        new("allocation", 4, w => ReferenceStatements.CanAcquire(w) && w.Shape.Can(Abilities.LocalObjects), WriteAllocation),
        new("counted reference", 3, w => ReferenceStatements.CanAcquire(w) && w.Has(v => v == Node), WriteCounted),
        new("graph push", 3, w => CanLock(w), w => WriteInsertion(w, false)),
        new("tree insertion", 3, w => CanLock(w), w => WriteInsertion(w, true)),
        new("graph pop", 3, w => CanLock(w), WriteRemoval),
        new("kptr exchange", 4, w => ReferenceStatements.CanAcquire(w) && w.Shape.Can(Abilities.KernelObjects), WriteExchange),
        new("kptr load", 3, w => ReferenceStatements.CanAcquire(w) && w.Shape.Can(Abilities.KernelObjects), WriteLoad),
    ];

    private static bool CanLock(FunctionWriter writer) =>
        ReferenceStatements.CanAcquire(writer) && writer.Shape.Can(Abilities.LocalObjects | Abilities.Locks);

    private static void Allocate(FunctionWriter writer, string name)
    {
        writer.Emit($"r1 = {writer.Program.TypeNumber(name)}");
        writer.Call("bpf_obj_new", default);
    }

    private static void WriteAllocation(FunctionWriter writer)
    {
        bool isNode = writer.Dice.Chance(70);
        Allocate(writer, isNode ? "fuzz_node" : "fuzz_plain");
        ReferenceStatements.Hold(
            writer, isNode ? Node : new Value(ValueKind.LocalObject, "fuzz_plain", 16), true, () => writer.Call("bpf_obj_drop", default));
    }

    private static void WriteCounted(FunctionWriter writer)
    {
        writer.Move(1, writer.Find(v => v == Node));
        writer.Call("bpf_refcount_acquire", default);
        ReferenceStatements.Hold(writer, Node, true, () => writer.Call("bpf_obj_drop", default));
    }

    /// <summary>Looks up the graph, keeps it in a register, and writes something for when it is there.</summary>
    private static void WithGraph(FunctionWriter writer, System.Action<int> body) => MapStatements.WithElement(
        writer, writer.Program.Map("graph_array"), kept => writer.WithPinned(kept, () => body(kept)));

    private static void Lock(FunctionWriter writer, int graph, string function)
    {
        writer.Emit($"r1 = r{graph}");
        writer.Call(function, default);
    }

    private static void WriteInsertion(FunctionWriter writer, bool isTree) => WithGraph(writer, graph =>
    {
        Allocate(writer, "fuzz_node");
        int node = writer.Target(true);
        if (node < 0)
        {
            writer.Emit("r1 = r0");
            writer.Call("bpf_obj_drop", default);
            return;
        }

        writer.Fork("r0 == 0", null, () =>
        {
            writer.Emit($"r{node} = r0");
            writer[node] = default;
            if (writer.Dice.Chance(50))
            {
                writer.Emit($"*(u64 *)(r{node} + {writer.Dice.Pick(0, 8)}) = {writer.Dice.Below(9)}");
            }

            writer.WithPinned(node, () =>
            {
                Lock(writer, graph, "bpf_spin_lock");
                if (isTree)
                {
                    WriteTreeAddition(writer, graph, node);
                }
                else
                {
                    writer.Emit($"r1 = r{graph}");
                    writer.Emit($"r1 += {Head}");
                    writer.Emit($"r2 = r{node}");
                    writer.Emit($"r2 += {Link}");
                    writer.Call(writer.Dice.Pick("bpf_list_push_front", "bpf_list_push_back"), Value.Scalar());
                }

                if (writer.Dice.Chance(40))
                {
                    writer.Emit($"r5 = *(u64 *)(r{node} + 0)");
                }

                Lock(writer, graph, "bpf_spin_unlock");
            });
            writer[node] = default;
        });
    });

    private static void WriteTreeAddition(FunctionWriter writer, int graph, int node)
    {
        string less = writer.Program.AddSubprogram(FunctionRole.Static, [ParameterKind.VoidPointer, ParameterKind.VoidPointer], sub =>
        {
            sub.Emit($"r1 = *(u64 *)(r1 - {Branch})");
            sub.Emit($"r2 = *(u64 *)(r2 - {Branch})");
            sub.Emit("r0 = 1");
            string end = sub.NewLabel();
            sub.Emit($"if r1 {sub.Dice.Pick("<", "s<", ">")} r2 goto {end}");
            sub.Emit("r0 = 0");
            sub.Mark(end);
            sub.Emit("exit");
        }, 1);
        writer.Emit($"r1 = r{graph}");
        writer.Emit($"r1 += {Root}");
        writer.Emit($"r2 = r{node}");
        writer.Emit($"r2 += {Branch}");
        writer.Emit($"r3 = {less} ll");
        writer.Call("bpf_rbtree_add", Value.Scalar());
    }

    private static void WriteRemoval(FunctionWriter writer) => WithGraph(writer, graph =>
    {
        Lock(writer, graph, "bpf_spin_lock");
        int node = writer.Target(true);
        if (node < 0)
        {
            Lock(writer, graph, "bpf_spin_unlock");
            return;
        }

        bool isTree = writer.Dice.Chance(50);
        int distance = isTree ? Branch : Link;
        string none = writer.NewLabel(), locked = writer.NewLabel();
        writer.Emit($"r1 = r{graph}");
        writer.Emit($"r1 += {(isTree ? Root : Head)}");
        writer.Call(isTree ? "bpf_rbtree_first" : writer.Dice.Pick("bpf_list_pop_front", "bpf_list_pop_back"), default);
        writer.Emit($"if r0 == 0 goto {locked}");
        if (isTree)
        {
            writer.Emit($"r1 = r{graph}");
            writer.Emit($"r1 += {Root}");
            writer.Emit("r2 = r0");
            writer.Call("bpf_rbtree_remove", default);
            writer.Emit($"if r0 == 0 goto {locked}");
        }

        writer.Emit($"r{node} = r0");
        Lock(writer, graph, "bpf_spin_unlock");
        if (writer.Dice.Chance(50))
        {
            writer.Emit($"r5 = *(u64 *)(r{node} - {distance - 8})");
        }

        writer.Emit($"r1 = r{node}");
        writer.Emit($"r1 -= {distance}");
        writer.Call("bpf_obj_drop", default);
        writer.Emit($"goto {none}");
        writer.Mark(locked);
        Lock(writer, graph, "bpf_spin_unlock");
        writer.Mark(none);
        writer[node] = default;
        writer[0] = default;
    });

    /// <summary>Puts null, or an object just made, into a map, and gives back what was there.</summary>
    private static void WriteExchange(FunctionWriter writer)
    {
        (int offset, string name, string make, string release) = writer.Dice.Pick<(int, string, string, string)>(
        [
            (0, "task_struct", "bpf_task_from_pid", "bpf_task_release"), (8, "cgroup", "bpf_cgroup_from_id", "bpf_cgroup_release"),
            (16, "bpf_cpumask", "bpf_cpumask_create", "bpf_cpumask_release"), (24, "fuzz_node", "bpf_obj_new", "bpf_obj_drop"),
            (32, "fuzz_plain", "bpf_obj_new", "bpf_obj_drop"),
        ]);
        MapRow map = writer.Program.Map(writer.Dice.Pick("kptr_array", "kptr_hash"));
        MapStatements.WithElement(writer, map, kept => writer.WithPinned(kept, () =>
        {
            string none = writer.NewLabel();
            bool isNew = writer.Dice.Chance(60);
            if (isNew)
            {
                writer.Emit(make == "bpf_obj_new" ? $"r1 = {writer.Program.TypeNumber(name)}" : "r1 = 1");
                writer.Call(make, default);
                writer.Emit($"if r0 == 0 goto {none}");
            }

            writer.Emit(isNew ? "r2 = r0" : "r2 = 0");
            writer.Emit($"r1 = r{kept}");
            writer.Emit($"r1 += {offset}");
            writer.Call("bpf_kptr_xchg", default);
            Value old = new(offset < 24 ? ValueKind.KernelObject : ValueKind.LocalObject, name, 8);
            writer.Aside(() => ReferenceStatements.Hold(writer, old, true, () => writer.Call(release, default)));
            writer.Mark(none);
            ForgetAll(writer);
        }));
    }

    /// <summary>Paths of unknown content meet: only the context is surely still there.</summary>
    private static void ForgetAll(FunctionWriter writer)
    {
        for (int i = 0; i < Picture.RegisterCount; i++)
        {
            writer[i] = writer[i].Kind == ValueKind.Context && i == writer.ContextRegister ? writer[i] : default;
        }

        writer.State.Slots.Clear();
    }

    private static void WriteLoad(FunctionWriter writer)
    {
        MapStatements.WithElement(writer, writer.Program.Map("kptr_array"), kept =>
        {
            bool isProtected = writer.Dice.Chance(80);
            if (isProtected)
            {
                writer.WithPinned(kept, () => writer.Call("bpf_rcu_read_lock", default));
            }

            writer.RegionDepth++;
            writer.Emit($"r{kept} = *(u64 *)(r{kept} + {writer.Dice.Pick(0, 0, 8, 16, 24, 40)})");
            writer[kept] = new Value(ValueKind.KernelObject, "task_struct", 8, MayBeNull: true);
            BranchStatements.WriteNullCheck(writer, kept);
            writer.RegionDepth--;
            if (isProtected)
            {
                writer.Call("bpf_rcu_read_unlock", default);
            }

            writer[kept] = default;
            foreach (int register in writer.RegistersWith(v => v.Kind == ValueKind.KernelObject && v.Size == 8))
            {
                writer[register] = default;
            }
        });
    }
}
