using System.Collections.Immutable;
using System.Linq;
using Vouch.Kernel;
using Vouch.Kernel.Helpers;

namespace Vouch.Fuzzing.Generation;

/// <summary>Any helper that the program may call, with arguments by its prototype.</summary>
internal static class HelperStatements
{
    /// <summary>Helpers that other statements write, that take what only they have, or that end the path.</summary>
    private static readonly ImmutableHashSet<HelperId> Elsewhere =
    [
        HelperId.TailCall, HelperId.SpinLock, HelperId.SpinUnlock, HelperId.Loop, HelperId.ForEachMapElem, HelperId.FindVma,
        HelperId.RingbufReserve, HelperId.RingbufSubmit, HelperId.RingbufDiscard, HelperId.TimerInit, HelperId.TimerStart,
    ];

    /// <summary>Parts of helpers' names, and the maps that these helpers take.</summary>
    private static readonly ImmutableArray<(string Helper, ImmutableArray<string> Maps)> Families =
    [
        ("push_elem", ["queue", "stack", "bloom"]), ("pop_elem", ["queue", "stack"]), ("peek_elem", ["queue", "stack", "bloom"]),
        ("percpu_elem", ["percpu_array", "percpu_hash"]), ("user_ringbuf", ["requests"]), ("bpf_ringbuf", ["records"]),
        ("perf_event", ["perf_events"]), ("skb_output", ["perf_events"]), ("xdp_output", ["perf_events"]), ("stackid", ["stacks"]), ("sk_storage", ["socket_storage"]), ("task_storage", ["task_storage"]),
        ("cgrp_storage", ["cgroup_storage"]), ("inode_storage", ["inode_storage"]), ("under_cgroup", ["cgroups"]),
        ("redirect_map", ["devices", "processors", "xsk_sockets", "sockets"]), ("redirect_hash", ["socket_hash"]), ("hash_update", ["socket_hash"]),
        ("sock_map_update", ["sockets"]), ("sk_select", ["sockets"]),
    ];

    public static ImmutableArray<Statement> All { get; } =
    [
        new("any helper", 12, w => MapStatements.CanCall(w) && !w.Program.Helpers.IsEmpty, Write),
        new("socket field", 5, w => w.Has(v => v is { Kind: ValueKind.Socket, MayBeNull: false }), WriteSocketField),
    ];

    /// <summary>The helpers that this statement can call in programs of a shape.</summary>
    public static ImmutableArray<(string Name, HelperPrototype Prototype)> Of(KernelProfile kernel, ProgramShape shape)
    {
        ImmutableArray<(string, HelperPrototype)>.Builder found = ImmutableArray.CreateBuilder<(string, HelperPrototype)>();
        for (int number = 1; number < kernel.Helpers.Count; number++)
        {
            if (!Elsewhere.Contains((HelperId)number)
                && kernel.Helpers.Find(number, shape.Traits) is { } prototype
                && kernel.Helpers.Allows(prototype, shape.Traits)
                && prototype.Arguments.All(a => CanWrite(a.Kind))
                && prototype.Returns.Kind is not (ReturnKind.Socket or ReturnKind.TcpSocket or ReturnKind.SocketCommon))
            {
                found.Add(("bpf_" + kernel.Helpers.NameOf(number)["bpf_".Length..], prototype));
            }
        }

        return found.ToImmutable();
    }

    private static bool CanWrite(ArgumentKind kind) => kind is ArgumentKind.ConstMap or ArgumentKind.MapKey or ArgumentKind.MapValue
        or ArgumentKind.Memory or ArgumentKind.MemorySize or ArgumentKind.MemorySizeOrZero or ArgumentKind.Context or ArgumentKind.Anything
        or ArgumentKind.Scalar or ArgumentKind.BtfPointer or ArgumentKind.BtfSocketCommon or ArgumentKind.SocketCommon or ArgumentKind.ConstString;

    private static void Write(FunctionWriter writer)
    {
        (string name, HelperPrototype prototype) = writer.Dice.Pick<(string, HelperPrototype)>(writer.Program.Helpers);
        int mark = writer.SlotMark();
        MapRow map = MapFor(writer, name);
        // What lies in argument registers is copied before it is overwritten: sources are above all arguments, or this call is left out.
        if (!prototype.Arguments.Select((a, i) => (a, i)).All(p => HasSource(writer, p.a, p.i + 1)))
        {
            return;
        }

        for (int i = 0; i < prototype.Arguments.Length; i++)
        {
            WriteArgument(writer, prototype.Arguments[i], i + 1, map);
        }

        writer.Call(name, ResultOf(prototype.Returns, map));
        writer.ReleaseSlots(mark);
        if (prototype.HasPacketAccess || name.Contains("skb_", System.StringComparison.Ordinal) || name.Contains("xdp_", System.StringComparison.Ordinal))
        {
            PacketStatements.ForgetPackets(writer);
        }
    }

    /// <summary>Mostly a map of the family that the helper's name says; sometimes any.</summary>
    private static MapRow MapFor(FunctionWriter writer, string helper)
    {
        MapRow[] fitting =
            [.. writer.Program.Maps.Where(m => Families.Any(f => helper.Contains(f.Helper, System.StringComparison.Ordinal) && f.Maps.Contains(m.Name)))];
        return writer.Dice.Chance(92) ? fitting.Length > 0 ? writer.Dice.Pick<MapRow>(fitting) : MapStatements.PlainMap(writer)
            : writer.Dice.Pick<MapRow>(writer.Program.Maps);
    }

    private static int Source(FunctionWriter writer, ArgumentType argument) => argument.Kind switch
    {
        ArgumentKind.Context => writer.Find(PacketStatements.IsContext),
        ArgumentKind.BtfPointer => writer.Find(v => v.Kind == ValueKind.KernelObject && !v.MayBeNull && v.Name == argument.TypeName),
        ArgumentKind.SocketCommon or ArgumentKind.BtfSocketCommon => writer.Find(v => v is { Kind: ValueKind.Socket, MayBeNull: false }),
        _ => -1,
    };

    private static bool HasSource(FunctionWriter writer, ArgumentType argument, int register)
    {
        bool needsSource = argument.Kind is ArgumentKind.Context or ArgumentKind.BtfPointer or ArgumentKind.SocketCommon or ArgumentKind.BtfSocketCommon;
        if (!needsSource)
        {
            return true;
        }

        int source = Source(writer, argument);
        return source == 0 || source > 5 || source == register || (source > 0 && register == 1);
    }

    private static void WriteArgument(FunctionWriter writer, ArgumentType argument, int register, MapRow map)
    {
        switch (argument.Kind)
        {
            case ArgumentKind.ConstMap:
                writer.Emit($"r{register} = {map.Name} ll");
                break;
            case ArgumentKind.MapKey:
                MapStatements.WriteStackMemory(writer, System.Math.Max(8, map.KeySize), register);
                break;
            case ArgumentKind.MapValue:
                MapStatements.WriteStackMemory(writer, System.Math.Clamp(map.ValueSize, 8, 64), register);
                break;
            case ArgumentKind.Memory:
                MapStatements.WriteStackMemory(writer, argument.Size > 0 ? argument.Size : 16, register);
                break;
            case ArgumentKind.ConstString:
                writer.Emit($"r{register} = rodata[32] ll");
                break;
            case ArgumentKind.MemorySize or ArgumentKind.MemorySizeOrZero:
                WriteSize(writer, register);
                break;
            case ArgumentKind.Anything or ArgumentKind.Scalar:
                int scalar = writer.Dice.Chance(40) ? writer.Find(ScalarStatements.IsScalar) : -1;
                writer.Emit(scalar == 0 || scalar > 5 ? $"r{register} = r{scalar}" : $"r{register} = {writer.Dice.Pick(0, 0, 1, 4, -1)}");
                break;
            default:
                writer.Move(register, Source(writer, argument));
                break;
        }

        writer[register] = default;
    }

    private static void WriteSize(FunctionWriter writer, int register)
    {
        int bounded = writer.Dice.Chance(35) ? writer.Find(v => v.Kind == ValueKind.Scalar && v.Max is >= 0 and <= 16) : -1;
        writer.Emit(bounded == 0 || bounded > 5 ? $"r{register} = r{bounded}" : $"r{register} = {writer.Dice.Pick(1, 4, 8, 16, 16)}");
    }

    private static Value ResultOf(ReturnType returns, MapRow map) => returns.Kind switch
    {
        ReturnKind.Integer => Value.Scalar(),
        ReturnKind.MapValue => new Value(ValueKind.MapValue, map.Name, map.ValueSize, MayBeNull: returns.Has(TypeModifiers.MaybeNull)),
        ReturnKind.BtfPointer when returns.TypeName is not null && !returns.Has(TypeModifiers.MaybeNull) =>
            new Value(ValueKind.KernelObject, returns.TypeName),
        _ => default,
    };

    private static void WriteSocketField(FunctionWriter writer)
    {
        int socket = writer.Find(v => v is { Kind: ValueKind.Socket, MayBeNull: false }), target = writer.Target();
        if (target < 0)
        {
            return;
        }

        if (writer.Dice.Chance(30) && MapStatements.CanCall(writer))
        {
            writer.Move(1, socket);
            writer.Call(writer.Dice.Pick("bpf_sk_fullsock", "bpf_tcp_sock", "bpf_get_listener_sock"), new Value(ValueKind.Socket, "derived", 4, MayBeNull: true));
            return;
        }

        (int offset, int size) = writer.Dice.Pick<(int, int)>([(0, 4), (4, 4), (8, 4), (12, 4), (16, 4), (20, 4), (24, 4), (44, 4), (48, 2), (72, 4), (4, 1)]);
        writer.Emit($"r{target} = *(u{size * 8} *)(r{socket} + {offset})");
        writer[target] = Value.Scalar();
    }
}
