using System.Collections.Immutable;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Generation;

/// <summary>What runs later or elsewhere: timers, work queues, tail calls, exceptions.</summary>
internal static class AsynchronousStatements
{
    public static ImmutableArray<Statement> All { get; } =
    [
        new("timer", 2, w => CanStart(w) && w.Shape.Can(Abilities.Locks), WriteTimer),
        new("work queue", 2, w => CanStart(w) && w.Shape.Can(Abilities.Locks), WriteWork),
        new("tail call", 1, w => MapStatements.CanCall(w) && !w.HasObligations && w.RegionDepth == 0 && w.Has(PacketStatements.IsContext), WriteTailCall),
        new("exception", 1, w => MapStatements.CanCall(w) && !w.HasObligations && w.RegionDepth == 0 && w.Depth is > 0 and < 5, WriteException),
    ];

    private static bool CanStart(FunctionWriter writer) =>
        MapStatements.CanCall(writer) && writer.Program.HasRoomForSubprograms && writer.Depth < 4 && writer.Budget > 2;

    private static string Callback(FunctionWriter writer, MapRow map) => writer.Program.AddSubprogram(
        FunctionRole.Static, [ParameterKind.VoidPointer, ParameterKind.VoidPointer, ParameterKind.VoidPointer], sub =>
        {
            sub[1] = new Value(ValueKind.Map, map.Name);
            sub[2] = new Value(ValueKind.Memory, "key", 4);
            sub.MaxReturn = 0;
            sub.Block(sub.Budget);
            sub.Leave();
        }, writer.Dice.Between(2, 5));

    private static void WriteTimer(FunctionWriter writer) => WithElement(writer, "timer_array", (map, kept) =>
    {
        string callback = Callback(writer, map);
        writer.Emit($"r1 = r{kept}");
        writer.Emit($"r2 = {map.Name} ll");
        writer.Emit("r3 = 0");
        writer.Call("bpf_timer_init", Value.Scalar());
        writer.Emit($"r1 = r{kept}");
        writer.Emit($"r2 = {callback} ll");
        writer.Call("bpf_timer_set_callback", Value.Scalar());
        writer.Emit($"r1 = r{kept}");
        writer.Emit("r2 = 1000");
        writer.Emit("r3 = 0");
        writer.Call("bpf_timer_start", Value.Scalar());
        if (writer.Dice.Chance(30))
        {
            writer.Emit($"r1 = r{kept}");
            writer.Call("bpf_timer_cancel", Value.Scalar());
        }
    });

    private static void WriteWork(FunctionWriter writer) => WithElement(writer, "work_array", (map, kept) =>
    {
        string callback = Callback(writer, map);
        writer.Emit($"r1 = r{kept}");
        writer.Emit($"r2 = {map.Name} ll");
        writer.Emit("r3 = 0");
        writer.Call("bpf_wq_init", Value.Scalar());
        writer.Emit($"r1 = r{kept}");
        writer.Emit($"r2 = {callback} ll");
        writer.Emit("r3 = 0");
        writer.Call("bpf_wq_set_callback", Value.Scalar());
        writer.Emit($"r1 = r{kept}");
        writer.Emit("r2 = 0");
        writer.Call("bpf_wq_start", Value.Scalar());
    });

    private static void WithElement(FunctionWriter writer, string name, System.Action<MapRow, int> body)
    {
        MapRow map = writer.Program.Map(name);
        MapStatements.WithElement(writer, map, kept => writer.WithPinned(kept, () => body(map, kept)));
    }

    private static void WriteTailCall(FunctionWriter writer)
    {
        writer.Move(1, writer.Find(PacketStatements.IsContext));
        writer.Emit("r2 = prog_array ll");
        int index = writer.Dice.Chance(50) ? writer.Find(ScalarStatements.IsScalar) : -1;
        writer.Emit(index > 2 ? $"r3 = r{index}" : $"r3 = {writer.Dice.Below(3)}");
        writer.Call("bpf_tail_call", default);
    }

    private static void WriteException(FunctionWriter writer)
    {
        string on = writer.NewLabel();
        writer.Emit($"if {(writer.Has(ScalarStatements.IsScalar) ? BranchStatements.Condition(writer) : "r10 != 0")} goto {on}");
        writer.Aside(() =>
        {
            writer.Emit("r1 = 0");
            writer.Call("bpf_throw", default);
        });
        writer.Mark(on);
    }
}
