using System.Collections.Immutable;

namespace Vouch.Fuzzing.Generation;

/// <summary>Dynptrs over records, map values, packets and frames: made, used, cloned, sliced, given back.</summary>
internal static class DynptrStatements
{
    private const int DynptrSize = 16;

    public static ImmutableArray<Statement> All { get; } =
    [
        new("record dynptr", 4, ReferenceStatements.CanAcquire, WriteRecord),
        new("memory dynptr", 4, w => CanMake(w) && w.Has(IsMapMemory), WriteMemory),
        new("packet dynptr", 4, w => CanMake(w) && w.Shape.Section is "tc" or "xdp" or "socket" or "cgroup_skb/egress" && w.Has(PacketStatements.IsContext), WritePacket),
        new("dynptr use", 14, w => MapStatements.CanCall(w) && w.Dynptrs.Count > 0, WriteUse),
        new("dynptr slice", 8, w => MapStatements.CanCall(w) && w.Dynptrs.Count > 0 && w.Depth < 6, WriteSlice),
        new("dynptr clone", 4, w => MapStatements.CanCall(w) && w.Dynptrs.Count > 0 && w.Depth < 6, WriteClone),
    ];

    private static bool CanMake(FunctionWriter writer) => MapStatements.CanCall(writer) && writer.Depth < 5 && writer.Budget > 1;

    private static bool IsMapMemory(Value value) => value is { Kind: ValueKind.MapValue, IsMemory: true, IsReadOnly: false };

    private static void WriteRecord(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(DynptrSize);
        string release = writer.Dice.Pick("bpf_ringbuf_submit_dynptr", "bpf_ringbuf_discard_dynptr");
        void GiveBack()
        {
            writer.StackAddress(1, slot);
            writer.Emit("r2 = 0");
            writer.Call(release, default);
            ForgetSlices(writer);
        }

        writer.Emit("r1 = records ll");
        writer.Emit($"r2 = {writer.Dice.Pick(8, 16, 64, 100)}");
        writer.Emit("r3 = 0");
        writer.StackAddress(4, slot);
        writer.Call("bpf_ringbuf_reserve_dynptr", Value.Scalar());
        writer.Dynptrs.Add(slot);
        writer.WithObligation(GiveBack, () => writer.Block(writer.Dice.Between(1, 6)));
        _ = writer.Dynptrs.Remove(slot);
        GiveBack();
    }

    private static void WriteMemory(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(DynptrSize), memory = writer.Find(IsMapMemory);
        int size = writer[memory].Size;
        writer.Move(1, memory);
        writer.Emit($"r2 = {writer.Dice.Between(1, size)}");
        writer.Emit("r3 = 0");
        writer.StackAddress(4, slot);
        writer.Call("bpf_dynptr_from_mem", Value.Scalar());
        With(writer, slot);
    }

    private static void WritePacket(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(DynptrSize);
        writer.Move(1, writer.Find(PacketStatements.IsContext));
        writer.Emit("r2 = 0");
        writer.StackAddress(3, slot);
        writer.Call(writer.Shape.Section == "xdp" ? "bpf_dynptr_from_xdp" : "bpf_dynptr_from_skb", Value.Scalar());
        With(writer, slot);
    }

    private static void With(FunctionWriter writer, int slot)
    {
        writer.Dynptrs.Add(slot);
        writer.Block(writer.Dice.Between(1, 6));
        _ = writer.Dynptrs.Remove(slot);
    }

    private static void WriteUse(FunctionWriter writer)
    {
        int slot = writer.Dice.Pick(writer.Dynptrs), mark = writer.SlotMark();
        switch (writer.Dice.Below(8))
        {
            case 0:
                MapStatements.WriteStackMemory(writer, 16, 1);
                writer.Emit($"r2 = {writer.Dice.Pick(1, 8, 16)}");
                writer.StackAddress(3, slot);
                writer.Emit($"r4 = {writer.Dice.Pick(0, 4, 8)}");
                writer.Emit("r5 = 0");
                writer.Call("bpf_dynptr_read", Value.Scalar());
                break;
            case 1:
                MapStatements.WriteStackMemory(writer, 16, 3);
                writer.StackAddress(1, slot);
                writer.Emit($"r2 = {writer.Dice.Pick(0, 4, 8)}");
                writer.Emit($"r4 = {writer.Dice.Pick(1, 8, 16)}");
                writer.Emit("r5 = 0");
                writer.Call("bpf_dynptr_write", Value.Scalar());
                break;
            case 2:
                writer.StackAddress(1, slot);
                writer.Emit("r2 = 0");
                writer.Emit($"r3 = {writer.Dice.Pick(2, 8, 16)}");
                writer.Call("bpf_dynptr_adjust", Value.Scalar());
                break;
            case 3:
                writer.StackAddress(1, slot);
                writer.Emit("r2 = 0");
                writer.Emit("r3 = 8");
                writer.Emit($"r4 = {writer.Dice.Below(256)}");
                writer.Call("bpf_dynptr_memset", Value.Scalar());
                break;
            case 4 when writer.Dynptrs.Count > 1:
                writer.StackAddress(1, slot);
                writer.Emit("r2 = 0");
                writer.StackAddress(3, writer.Dice.Pick(writer.Dynptrs));
                writer.Emit("r4 = 0");
                writer.Emit("r5 = 4");
                writer.Call("bpf_dynptr_copy", Value.Scalar());
                break;
            default:
                writer.StackAddress(1, slot);
                writer.Call(writer.Dice.Pick("bpf_dynptr_is_null", "bpf_dynptr_is_rdonly", "bpf_dynptr_size"), Value.Scalar());
                break;
        }

        writer.ReleaseSlots(mark);
    }

    private static void WriteSlice(FunctionWriter writer)
    {
        int slot = writer.Dice.Pick(writer.Dynptrs), mark = writer.SlotMark();
        int size = writer.Dice.Pick(4, 8, 16);
        bool isData = writer.Dice.Chance(40), isReadOnly = !isData && writer.Dice.Chance(60);
        if (isData)
        {
            writer.Emit($"r3 = {size}");
        }
        else
        {
            if (writer.Dice.Chance(50))
            {
                MapStatements.WriteStackMemory(writer, 16, 3);
            }
            else
            {
                writer.Emit("r3 = 0");
            }

            writer.Emit($"r4 = {size}");
        }

        writer.StackAddress(1, slot);
        writer.Emit($"r2 = {writer.Dice.Pick(0, 2, 8)}");
        Value slice = new(ValueKind.Memory, "slice", size, MayBeNull: true, IsReadOnly: isReadOnly);
        writer.Call(isData ? "bpf_dynptr_data" : isReadOnly ? "bpf_dynptr_slice" : "bpf_dynptr_slice_rdwr", slice);
        writer.ReleaseSlots(mark);
        if (writer.Dice.Chance(70))
        {
            BranchStatements.WriteNullCheck(writer, 0);
        }
    }

    private static void WriteClone(FunctionWriter writer)
    {
        int slot = writer.ObjectSlot(DynptrSize);
        writer.StackAddress(1, writer.Dice.Pick(writer.Dynptrs));
        writer.StackAddress(2, slot);
        writer.Call("bpf_dynptr_clone", Value.Scalar());
        With(writer, slot);
    }

    /// <summary>No slice may be used any more.</summary>
    private static void ForgetSlices(FunctionWriter writer)
    {
        foreach (int register in writer.RegistersWith(v => v.Name == "slice"))
        {
            writer[register] = default;
        }

        foreach ((int slot, Value value) in writer.State.Clone().Slots)
        {
            if (value.Name == "slice")
            {
                writer.ForgetSlot(slot);
            }
        }
    }
}
