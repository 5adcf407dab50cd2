using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Kernel functions on tasks, cgroups, cpu masks, files and strings, and what they acquire.</summary>
internal static class KernelFunctionStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("cpu mask use", 5, w => MapStatements.CanCall(w) && w.Has(v => Is(v, "bpf_cpumask")), WriteMaskUse),
        new("string function", 2, MapStatements.CanCall, WriteString),
        new("task in cgroup", 2, w => MapStatements.CanCall(w) && KeptObject(w, "task_struct") >= 0 && w.Has(v => Is(v, "cgroup")), WriteTaskInCgroup),
        new("cgroup of task", 2, w => ReferenceStatements.CanAcquire(w) && w.Shape.Can(Abilities.KernelObjects) && w.Has(v => Is(v, "task_struct")), WriteCgroupOfTask),
        new("file of task", 2, w => ReferenceStatements.CanAcquire(w) && w.Shape.Can(Abilities.KernelObjects) && w.Has(v => Is(v, "task_struct")), WriteFileOfTask),
        new("percpu allocation", 2, w => ReferenceStatements.CanAcquire(w) && w.Shape.Can(Abilities.LocalObjects), WritePercpuAllocation),
    ];

    private static bool Is(Value value, string name) => value is { Kind: ValueKind.KernelObject, MayBeNull: false } && value.Name == name;

    private static int KeptObject(FunctionWriter writer, string name)
    {
        for (int register = 6; register < Picture.RegisterCount; register++)
        {
            if (Is(writer[register], name))
            {
                return register;
            }
        }

        return -1;
    }

    private static void WriteMaskUse(FunctionWriter writer)
    {
        int mask = writer.Find(v => Is(v, "bpf_cpumask"));
        switch (writer.Dice.Below(4))
        {
            case 0:
                writer.Move(2, mask);
                writer.Emit($"r1 = {writer.Dice.Below(3)}");
                writer.Call(writer.Dice.Pick("bpf_cpumask_set_cpu", "bpf_cpumask_test_cpu"), Value.Scalar());
                break;
            case 1:
                writer.Move(1, mask);
                writer.Emit("r2 = r1");
                writer.Emit("r3 = r1");
                writer.Call("bpf_cpumask_and", Value.Scalar());
                break;
            case 2:
                writer.Move(1, mask);
                writer.Emit("r2 = r1");
                writer.Call("bpf_cpumask_copy", default);
                break;
            default:
                writer.Move(1, mask);
                writer.Call(writer.Dice.Pick("bpf_cpumask_first", "bpf_cpumask_empty", "bpf_cpumask_weight"), Value.Scalar());
                break;
        }
    }

    private static void WriteString(FunctionWriter writer)
    {
        writer.Emit("r1 = rodata[32] ll");
        switch (writer.Dice.Below(3))
        {
            case 0:
                writer.Call("bpf_strlen", Value.Scalar());
                break;
            case 1:
                writer.Emit($"r2 = {writer.Dice.Below(128)}");
                writer.Call("bpf_strchr", Value.Scalar());
                break;
            default:
                writer.Emit("r2 = rodata[40] ll");
                writer.Call("bpf_strcmp", Value.Scalar());
                break;
        }
    }

    private static void WriteTaskInCgroup(FunctionWriter writer)
    {
        writer.Move(2, writer.Find(v => Is(v, "cgroup")));
        writer.Move(1, KeptObject(writer, "task_struct"));
        writer.Call("bpf_task_under_cgroup", Value.Scalar());
    }

    private static void WriteCgroupOfTask(FunctionWriter writer)
    {
        writer.Move(1, writer.Find(v => Is(v, "task_struct")));
        writer.Emit("r2 = 1");
        writer.Call("bpf_task_get_cgroup1", default);
        ReferenceStatements.Hold(writer, new Value(ValueKind.KernelObject, "cgroup", 8), true, () => writer.Call("bpf_cgroup_release", default));
    }

    private static void WriteFileOfTask(FunctionWriter writer)
    {
        writer.Move(1, writer.Find(v => Is(v, "task_struct")));
        writer.Call("bpf_get_task_exe_file", default);
        ReferenceStatements.Hold(writer, new Value(ValueKind.KernelObject, "file", 8), true, () => writer.Call("bpf_put_file", default));
    }

    private static void WritePercpuAllocation(FunctionWriter writer)
    {
        writer.Emit($"r1 = {writer.Program.TypeNumber("fuzz_plain")}");
        writer.Call("bpf_percpu_obj_new", default);
        ReferenceStatements.Hold(writer, new Value(ValueKind.LocalObject, "percpu"), true, () => writer.Call("bpf_percpu_obj_drop", default));
    }
}
