using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Fuzzing.Generation;

/// <summary>Maps of all types, and the memory that lookups and global data give.</summary>
internal static class MapStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("lookup", 10, CanCall, WriteLookup),
        new("access", 14, w => w.Has(v => v.IsMemory), WriteAccess),
        new("variable access", 10, w => w.Has(v => v.IsMemory) && w.Has(ScalarStatements.IsScalar), WriteVariableAccess),
        new("update", 4, CanCall, WriteUpdate),
        new("delete", 2, CanCall, WriteDelete),
        new("push and pop", 3, CanCall, WriteQueue),
        new("global data", 5, _ => true, WriteGlobalData),
        new("inner map", 2, CanCall, WriteInnerMap),
        new("percpu lookup", 2, CanCall, WritePercpuLookup),
    ];

    public static bool CanCall(FunctionWriter writer) => !writer.IsLocked && !writer.IsPinned(0);

    /// <summary>Puts a key for a map on the stack and points a register at it.</summary>
    public static void WriteKey(FunctionWriter writer, MapRow map, int register)
    {
        int slot = map.KeySize <= 8 ? writer.PlainSlot() : writer.ObjectSlot(map.KeySize);
        for (int done = 0; done < map.KeySize; done += 8)
        {
            int size = System.Math.Min(8, map.KeySize - done);
            int source = writer.Dice.Chance(30) ? writer.Find(ScalarStatements.IsScalar) : -1;
            writer.Emit(source >= 0
                ? $"*(u{size * 8} *)(r10 - {-slot - done}) = r{source}"
                : $"*(u{size * 8} *)(r10 - {-slot - done}) = {writer.Dice.Below(4)}");
        }

        if (map.KeySize == 8)
        {
            writer.State.Slots[slot] = Value.Scalar();
        }
        else
        {
            writer.ForgetSlot(slot);
        }

        writer.StackAddress(register, slot);
    }

    /// <summary>Puts memory of a size on the stack and points a register at it.</summary>
    public static void WriteStackMemory(FunctionWriter writer, int size, int register)
    {
        int slot = writer.ObjectSlot(size);
        for (int done = 0; done < size; done += 8)
        {
            writer.Emit($"*(u64 *)(r10 - {-slot - done}) = {writer.Dice.Below(3)}");
        }

        writer.StackAddress(register, slot);
    }

    /// <summary>Looks up a map's value, which lands in R0.</summary>
    public static void WriteLookup(FunctionWriter writer, MapRow map)
    {
        int mark = writer.SlotMark();
        WriteKey(writer, map, 2);
        writer.Emit($"r1 = {map.Name} ll");
        writer.Call("bpf_map_lookup_elem", new Value(ValueKind.MapValue, map.Name, map.ValueSize, MayBeNull: true));
        writer.ReleaseSlots(mark);
    }

    /// <summary>Looks up a map's value, keeps it in a register, and writes something for when it is there.</summary>
    public static void WithElement(FunctionWriter writer, MapRow map, System.Action<int> body)
    {
        WriteLookup(writer, map);
        int kept = writer.Target(true);
        writer[0] = default;
        if (kept < 0)
        {
            return;
        }

        writer.Fork("r0 == 0", null, () =>
        {
            writer.Emit($"r{kept} = r0");
            writer[kept] = default;
            body(kept);
        });
    }

    public static MapRow PlainMap(FunctionWriter writer) => writer.Dice.Pick<MapRow>([.. writer.Program.Maps.Where(m => m.IsPlain)]);

    private static void WriteLookup(FunctionWriter writer) => WriteLookup(writer, PlainMap(writer));

    private static void WriteAccess(FunctionWriter writer)
    {
        int memory = writer.Find(v => v.IsMemory);
        Value value = writer[memory];
        int size = writer.Dice.Pick(1, 2, 4, 8, 8);
        if (size > value.Size)
        {
            size = 1;
        }

        int offset = size * writer.Dice.Below(value.Size / size);
        string place = $"*(u{size * 8} *)(r{memory} + {offset})";
        if (!value.IsReadOnly && writer.Dice.Chance(45))
        {
            int source = writer.Find(ScalarStatements.IsScalar);
            writer.Emit(source >= 0 && writer.Dice.Chance(70) ? $"{place} = r{source}" : $"{place} = {writer.Dice.Below(100)}");
            return;
        }

        int target = writer.Target();
        if (target >= 0)
        {
            writer.Emit($"r{target} = {(writer.Dice.Chance(15) && size < 8 ? place.Replace("(u", "(s", System.StringComparison.Ordinal) : place)}");
            writer[target] = Value.Scalar(size < 4 ? (1L << (size * 8)) - 1 : -1);
        }
    }

    private static void WriteVariableAccess(FunctionWriter writer)
    {
        int memory = writer.Find(v => v.IsMemory);
        Value value = writer[memory];
        int size = value.Size >= 16 ? writer.Dice.Pick(1, 4, 8) : 1;
        writer.WithPinned(memory, () =>
        {
            int index = ScalarStatements.PickBounded(writer, value.Size - size);
            if (index < 0)
            {
                return;
            }

            writer.WithPinned(index, () => WriteAtIndex(writer, memory, index, size));
        });
    }

    private static void WriteAtIndex(FunctionWriter writer, int memory, int index, int size)
    {
        int place = writer.Target();
        if (place < 0)
        {
            return;
        }

        bool isReadOnly = writer[memory].IsReadOnly;
        if (writer.Dice.Chance(80))
        {
            writer.Emit($"r{place} = r{memory}");
            writer.Emit($"r{place} += r{index}");
        }
        else
        {
            writer.Emit($"r{place} = r{index}");
            writer.Emit($"r{place} += r{memory}");
        }

        writer[place] = default;
        if (writer.Dice.Chance(50) && !isReadOnly)
        {
            writer.Emit($"*(u{size * 8} *)(r{place} + 0) = {writer.Dice.Below(9)}");
        }
        else
        {
            writer.Emit($"r{place} = *(u{size * 8} *)(r{place} + 0)");
            writer[place] = Value.Scalar(size == 1 ? 255 : -1);
        }
    }

    private static void WriteUpdate(FunctionWriter writer)
    {
        MapRow map = PlainMap(writer);
        int mark = writer.SlotMark();
        int memory = writer.Find(v => v.IsMemory && v.Size >= map.ValueSize);
        if (memory >= 0 && writer.Dice.Chance(50))
        {
            writer.Move(3, memory);
        }
        else
        {
            WriteStackMemory(writer, map.ValueSize, 3);
        }

        WriteKey(writer, map, 2);
        writer.Emit($"r1 = {map.Name} ll");
        writer.Emit($"r4 = {writer.Dice.Below(3)}");
        writer.Call("bpf_map_update_elem", Value.Scalar());
        writer.ReleaseSlots(mark);
    }

    private static void WriteDelete(FunctionWriter writer)
    {
        MapRow map = PlainMap(writer);
        int mark = writer.SlotMark();
        WriteKey(writer, map, 2);
        writer.Emit($"r1 = {map.Name} ll");
        writer.Call("bpf_map_delete_elem", Value.Scalar());
        writer.ReleaseSlots(mark);
    }

    private static void WriteQueue(FunctionWriter writer)
    {
        int mark = writer.SlotMark();
        string map = writer.Dice.Pick("queue", "stack", "bloom");
        WriteStackMemory(writer, map == "stack" ? 16 : 8, 2);
        writer.Emit($"r1 = {map} ll");
        bool isPush = writer.Dice.Chance(50);
        if (isPush)
        {
            writer.Emit("r3 = 0");
        }

        writer.Call(isPush ? "bpf_map_push_elem" : map != "bloom" && writer.Dice.Chance(50) ? "bpf_map_pop_elem" : "bpf_map_peek_elem", Value.Scalar());
        writer.ReleaseSlots(mark);
    }

    private static void WriteGlobalData(FunctionWriter writer)
    {
        int target = writer.Target();
        if (target < 0)
        {
            return;
        }

        (string name, int size) = writer.Dice.Pick<(string, int)>([("bss", 64), ("data", 32), ("rodata", 48)]);
        int offset = 8 * writer.Dice.Below(size / 8);
        writer.Emit($"r{target} = {name}[{offset}] ll");
        writer[target] = new Value(ValueKind.MapValue, name, size - offset, IsReadOnly: name == "rodata");
    }

    private static void WriteInnerMap(FunctionWriter writer)
    {
        MapRow outer = writer.Dice.Pick<MapRow>([.. writer.Program.Maps.Where(m => m.IsOuter)]);
        WriteLookup(writer, outer);
        int kept = writer.Target(true);
        if (kept < 0)
        {
            return;
        }

        writer[0] = new Value(ValueKind.Map, "inner_array");
        writer.Fork("r0 == 0", null, () =>
        {
            writer.Move(kept, 0);
            int mark = writer.SlotMark();
            WriteKey(writer, writer.Program.Map("inner_array"), 2);
            writer.Emit($"r1 = r{kept}");
            writer.Call("bpf_map_lookup_elem", new Value(ValueKind.MapValue, "inner_array", 48, MayBeNull: true));
            writer.ReleaseSlots(mark);
            writer.Block(2);
        });
    }

    private static void WritePercpuLookup(FunctionWriter writer)
    {
        MapRow map = writer.Program.Map(writer.Dice.Pick("percpu_array", "percpu_hash"));
        int mark = writer.SlotMark();
        WriteKey(writer, map, 2);
        writer.Emit($"r1 = {map.Name} ll");
        writer.Emit("r3 = 0");
        writer.Call("bpf_map_lookup_percpu_elem", new Value(ValueKind.MapValue, map.Name, map.ValueSize, MayBeNull: true));
        writer.ReleaseSlots(mark);
    }
}
