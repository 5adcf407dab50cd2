using System.Collections.Immutable;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Generation;

/// <summary>Subprograms: static ones with whatever is at hand, global ones by their types, and callbacks.</summary>
internal static class CallStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("static call", 4, CanCall, WriteStatic),
        new("global call", 3, CanCall, WriteGlobal),
        new("bpf_loop", 3, CanCall, WriteLoop),
        new("for each element", 2, CanCall, WriteForEach),
        new("find vma", 1, w => CanCall(w) && w.Has(v => v.Kind == ValueKind.KernelObject && v.Name == "task_struct" && !v.MayBeNull), WriteFindVma),
    ];

    private static bool CanCall(FunctionWriter writer) =>
        MapStatements.CanCall(writer) && writer.Program.HasRoomForSubprograms && writer.Depth < 5 && writer.Budget > 2;

    private static int SubBudget(FunctionWriter writer)
    {
        int budget = System.Math.Min(writer.Budget, writer.Dice.Between(3, 9));
        writer.Budget -= budget / 2;
        return budget;
    }

    private static void WriteStatic(FunctionWriter writer)
    {
        int count = writer.Dice.Below(4);
        var arguments = new Value[count];
        for (int i = 0; i < count; i++)
        {
            int source = writer.Find(v => v.Kind != ValueKind.None);
            if (source < 0 || (source is >= 1 and <= 5 && source <= i))
            {
                writer.Constant(i + 1, i);
            }
            else
            {
                writer.Move(i + 1, source);
            }

            arguments[i] = writer[i + 1];
        }

        string name = writer.Program.AddSubprogram(FunctionRole.Static, Typed(arguments), sub =>
        {
            for (int i = 0; i < count; i++)
            {
                sub[i + 1] = arguments[i];
            }

            KeepArguments(sub, count);
            sub.Block(sub.Budget);
            sub.Leave();
        }, SubBudget(writer));
        writer.Call(name, Value.Scalar());
    }

    /// <summary>What a static function declares matters to nobody as long as numbers and pointers are told apart.</summary>
    private static ImmutableArray<ParameterKind> Typed(Value[] arguments) =>
        [.. System.Array.ConvertAll(arguments, a => a.Kind == ValueKind.Scalar ? ParameterKind.Long : ParameterKind.VoidPointer)];

    /// <summary>Copies some arguments to where calls leave them alone.</summary>
    private static void KeepArguments(FunctionWriter sub, int count)
    {
        for (int i = 1; i <= count; i++)
        {
            if (sub.Dice.Chance(60))
            {
                sub.Move(5 + i, i);
                if (sub[i].Kind == ValueKind.Context && i == 1)
                {
                    sub.ContextRegister = 6;
                }
            }
        }
    }

    private static void WriteGlobal(FunctionWriter writer)
    {
        ParameterKind[] kinds = new ParameterKind[writer.Dice.Between(0, 3)];
        var arguments = new Value[kinds.Length];
        int mark = writer.SlotMark();
        for (int i = 0; i < kinds.Length; i++)
        {
            (kinds[i], arguments[i]) = WriteArgument(writer, i + 1);
        }

        string name = writer.Program.AddSubprogram(FunctionRole.Global, [.. kinds], sub =>
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                sub[i + 1] = arguments[i];
            }

            KeepArguments(sub, arguments.Length);
            sub.Block(sub.Budget);
            sub.Leave();
        }, SubBudget(writer));
        writer.Call(name, Value.Scalar());
        writer.ReleaseSlots(mark);
    }

    private static (ParameterKind Kind, Value Seen) WriteArgument(FunctionWriter writer, int register)
    {
        int context = writer.Find(v => v.Kind == ValueKind.Context);
        switch (writer.Dice.Below(6))
        {
            case 0 when context >= 0 && writer.Shape.Section is "tc" or "xdp" or "socket" or "cgroup_skb/egress":
                writer.Move(register, context);
                return (ParameterKind.Context, new Value(ValueKind.Context));
            case 1:
                WriteMemory(writer, 48, register);
                return (ParameterKind.Memory, new Value(ValueKind.Memory, "argument", 48, MayBeNull: true));
            case 2:
                WriteMemory(writer, 16, register);
                return (ParameterKind.NonNullMemory, new Value(ValueKind.Memory, "argument", 16));
            default:
                int scalar = writer.Find(ScalarStatements.IsScalar);
                if (scalar < 0 || (scalar is >= 1 and <= 5 && scalar < register))
                {
                    writer.Constant(register, register);
                }
                else
                {
                    writer.Move(register, scalar);
                }

                return (writer.Dice.Chance(50) ? ParameterKind.Int : ParameterKind.Long, Value.Scalar());
        }
    }

    private static void WriteMemory(FunctionWriter writer, int size, int register)
    {
        int memory = writer.Find(v => v.IsMemory && v.Size >= size && !v.IsReadOnly);
        if (memory >= 0 && !(memory is >= 1 and <= 5 && memory < register))
        {
            writer.Move(register, memory);
        }
        else
        {
            MapStatements.WriteStackMemory(writer, size, register);
        }
    }

    private static void WriteLoop(FunctionWriter writer)
    {
        int mark = writer.SlotMark();
        int context = writer.ObjectSlot(16);
        string callback = writer.Program.AddSubprogram(FunctionRole.Static, [ParameterKind.Int, ParameterKind.VoidPointer], sub =>
        {
            sub[1] = Value.Scalar();
            sub[2] = new Value(ValueKind.Memory, "frame", 16);
            FinishCallback(sub, 2);
        }, SubBudget(writer));
        WriteCallbackContext(writer, context);
        writer.Emit($"r2 = {callback} ll");
        writer.StackAddress(3, context);
        int count = writer.Dice.Chance(40) ? writer.Find(ScalarStatements.IsScalar) : -1;
        writer.Emit(count is >= 0 and not (2 or 3 or 4) ? $"r1 = r{count}" : $"r1 = {writer.Dice.Pick(0, 1, 3, 10, 1000)}");
        writer.Emit("r4 = 0");
        writer.Call("bpf_loop", Value.Scalar());
        writer.ReleaseSlots(mark);
        writer.ForgetUnpinnedSlots();
    }

    private static void WriteForEach(FunctionWriter writer)
    {
        int mark = writer.SlotMark();
        int context = writer.ObjectSlot(16);
        string name = writer.Dice.Pick("array", "hash", "percpu_array", "lru_hash");
        MapRow map = writer.Program.Map(name);
        ImmutableArray<ParameterKind> parameters =
            [ParameterKind.VoidPointer, ParameterKind.VoidPointer, ParameterKind.VoidPointer, ParameterKind.VoidPointer];
        string callback = writer.Program.AddSubprogram(FunctionRole.Static, parameters, sub =>
        {
            sub[1] = new Value(ValueKind.Map, map.Name);
            sub[2] = new Value(ValueKind.Memory, "key", map.KeySize, IsReadOnly: true);
            sub[3] = new Value(ValueKind.MapValue, map.Name, map.ValueSize);
            sub[4] = new Value(ValueKind.Memory, "frame", 16);
            FinishCallback(sub, 4);
        }, SubBudget(writer));
        WriteCallbackContext(writer, context);
        writer.Emit($"r1 = {map.Name} ll");
        writer.Emit($"r2 = {callback} ll");
        writer.StackAddress(3, context);
        writer.Emit("r4 = 0");
        writer.Call("bpf_for_each_map_elem", Value.Scalar());
        writer.ReleaseSlots(mark);
        writer.ForgetUnpinnedSlots();
    }

    private static void WriteFindVma(FunctionWriter writer)
    {
        int task = writer.Find(v => v.Kind == ValueKind.KernelObject && v.Name == "task_struct" && !v.MayBeNull);
        int mark = writer.SlotMark();
        int context = writer.ObjectSlot(16);
        string callback = writer.Program.AddSubprogram(
            FunctionRole.Static, [ParameterKind.VoidPointer, ParameterKind.VoidPointer, ParameterKind.VoidPointer], sub =>
            {
                sub[1] = new Value(ValueKind.KernelObject, "task_struct");
                sub[3] = new Value(ValueKind.Memory, "frame", 16);
                FinishCallback(sub, 3);
            }, SubBudget(writer));
        WriteCallbackContext(writer, context);
        writer.Move(1, task);
        writer.Emit("r2 = 0");
        writer.Emit($"r3 = {callback} ll");
        writer.StackAddress(4, context);
        writer.Emit("r5 = 0");
        writer.Call("bpf_find_vma", Value.Scalar());
        writer.ReleaseSlots(mark);
    }

    private static void WriteCallbackContext(FunctionWriter writer, int slot)
    {
        for (int i = 0; i < 16; i += 8)
        {
            int source = writer.Dice.Chance(40) ? writer.Find(ScalarStatements.IsScalar) : -1;
            writer.Emit(source >= 0 ? $"*(u64 *)(r10 - {-slot - i}) = r{source}" : $"*(u64 *)(r10 - {-slot - i}) = {writer.Dice.Below(5)}");
        }
    }

    /// <summary>The body of a callback, which returns 0 or 1.</summary>
    private static void FinishCallback(FunctionWriter sub, int arguments)
    {
        sub.MaxReturn = 1;
        KeepArguments(sub, arguments);
        sub.Block(sub.Budget);
        sub.Leave();
    }
}
