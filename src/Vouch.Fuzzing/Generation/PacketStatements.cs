using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Fuzzing.Generation;

/// <summary>Packets: checked ranges, constant and variable, classic loads, and what invalidates pointers.</summary>
internal static class PacketStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("packet range", 12, w => w.Shape.Can(Abilities.Packet) && w.Has(IsContext) && w.Depth < 5, WriteRange),
        new("classic load", 2, w => w.Shape.Can(Abilities.ClassicLoads) && w.ContextRegister == 6 && MapStatements.CanCall(w) && !w.HasObligations, WriteClassicLoad),
        new("packet change", 1, w => w.Shape.Section == "tc" && w.Has(IsContext) && MapStatements.CanCall(w), WriteChange),
    ];

    public static bool IsContext(Value value) => value.Kind == ValueKind.Context;

    /// <summary>Nothing that pointed into the packet may be used any more.</summary>
    public static void ForgetPackets(FunctionWriter writer)
    {
        foreach (int register in writer.RegistersWith(IsPacket))
        {
            writer[register] = default;
        }

        foreach (int slot in writer.State.Slots.Where(s => IsPacket(s.Value)).Select(s => s.Key).ToArray())
        {
            writer.ForgetSlot(slot);
        }
    }

    private static bool IsPacket(Value value) =>
        value.Kind is ValueKind.PacketStart or ValueKind.PacketEnd || (value.Kind == ValueKind.Memory && value.Name == "packet");

    private static void WriteRange(FunctionWriter writer)
    {
        int context = writer.Find(IsContext);
        writer.WithPinned(context, () =>
        {
            int start = writer.Target();
            if (start < 0)
            {
                return;
            }

            writer.Emit($"r{start} = *(u32 *)(r{context} + {writer.Shape.DataOffset})");
            writer[start] = new Value(ValueKind.PacketStart);
            writer.WithPinned(start, () =>
            {
                int end = writer.Target();
                if (end < 0)
                {
                    return;
                }

                writer.Emit($"r{end} = *(u32 *)(r{context} + {writer.Shape.DataOffset + 4})");
                writer[end] = new Value(ValueKind.PacketEnd);
                writer.WithPinned(end, () => WriteCheck(writer, start, end));
            });
        });
    }

    private static void WriteCheck(FunctionWriter writer, int start, int end)
    {
        int limit = writer.Target();
        if (limit < 0)
        {
            return;
        }

        int size = writer.Dice.Pick(1, 8, 14, 20, 34, 64);
        int index = writer.Dice.Chance(40) ? writer.Find(v => v.Kind == ValueKind.Scalar && v.Max is >= 0 and < 0xffff) : -1;
        if (index >= 0 && index != limit)
        {
            writer.Emit($"r{start} += r{index}");
        }

        writer.Emit($"r{limit} = r{start}");
        writer.Emit($"r{limit} += {size}");
        writer[limit] = default;
        string condition = writer.Dice.Below(4) switch
        {
            0 => $"r{limit} >= r{end}",
            1 => $"r{end} < r{limit}",
            _ => $"r{limit} > r{end}",
        };
        writer.Fork(condition, null, () =>
        {
            writer[start] = new Value(ValueKind.Memory, "packet", size, IsReadOnly: !writer.Shape.Can(Abilities.PacketWrite));
            writer.WithPinned(start, () => writer.Block(writer.Dice.Between(2, 6)));
        });
        if (writer[start].Kind != ValueKind.None)
        {
            writer[start] = new Value(ValueKind.PacketStart);
        }
    }

    private static void WriteClassicLoad(FunctionWriter writer)
    {
        int size = writer.Dice.Pick(8, 16, 32);
        int index = writer.Find(ScalarStatements.IsScalar);
        writer.Emit(index >= 0 && writer.Dice.Chance(50)
            ? $"r0 = *(u{size} *)skb[r{index} + {writer.Dice.Below(20)}]"
            : $"r0 = *(u{size} *)skb[{writer.Dice.Below(40)}]");
        for (int i = 1; i <= 5; i++)
        {
            writer[i] = default;
        }

        writer[0] = Value.Scalar();
    }

    private static void WriteChange(FunctionWriter writer)
    {
        writer.Move(1, writer.Find(IsContext));
        switch (writer.Dice.Below(3))
        {
            case 0:
                writer.Emit("r2 = 64");
                writer.Call("bpf_skb_pull_data", Value.Scalar());
                break;
            case 1:
                writer.Emit("r2 = 16");
                writer.Emit("r3 = 0");
                writer.Call("bpf_skb_change_head", Value.Scalar());
                break;
            default:
                writer.Emit("r2 = 8");
                writer.Emit("r3 = 0");
                writer.Call("bpf_skb_change_proto", Value.Scalar());
                break;
        }

        ForgetPackets(writer);
    }
}
