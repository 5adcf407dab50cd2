using System;
using System.Collections.Immutable;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;

namespace Vouch.Fuzzing.Generation;

/// <summary>What programs of a type can do, as far as the generator cares.</summary>
[Flags]
internal enum Abilities
{
    None = 0,
    /// <summary>Reads packets by pointers in the context.</summary>
    Packet = 1,
    /// <summary>Writes packets too.</summary>
    PacketWrite = 2,
    SocketLookup = 4,
    /// <summary>May call the kernel functions for tasks, cgroups and cpu masks.</summary>
    KernelObjects = 8,
    Sleepable = 16,
    /// <summary>Arguments in the context are pointers to kernel objects.</summary>
    TypedArguments = 32,
    /// <summary>May hold spin locks and own timers.</summary>
    Locks = 64,
    /// <summary>Packet loads of the classic machine.</summary>
    ClassicLoads = 128,
    /// <summary>May allocate objects and keep them in lists and trees.</summary>
    LocalObjects = 256,
}

/// <summary>A field of the context: its offset and its size in bytes.</summary>
internal readonly record struct ContextField(int Offset, int Size, bool IsWritable = false);

/// <summary>A program type as the generator sees it.</summary>
/// <param name="Section">The ELF section that selects it.</param>
/// <param name="Weight">How often it is chosen.</param>
/// <param name="Abilities">What it can do.</param>
/// <param name="MaxReturn">The largest value to return.</param>
/// <param name="Fields">Scalars of the context.</param>
/// <param name="DataOffset">Where the context has its packet pointers (start, then end), or -1.</param>
/// <param name="Argument">The struct that the context's first argument points to.</param>
internal sealed record ProgramShape(
    string Section, int Weight, Abilities Abilities, int MaxReturn, ImmutableArray<ContextField> Fields, int DataOffset = -1, string Argument = "")
{
    private const Abilities Traffic =
        Abilities.Packet | Abilities.PacketWrite | Abilities.SocketLookup | Abilities.Locks | Abilities.ClassicLoads | Abilities.LocalObjects;

    private static readonly ImmutableArray<ContextField> PacketFields =
        [new(0, 4), new(4, 4), new(8, 4, true), new(16, 4), new(32, 4, true), new(40, 4), new(48, 4, true), new(52, 4, true), new(64, 4, true), new(68, 4)];

    private static readonly ImmutableArray<ContextField> FrameFields = [new(12, 4), new(16, 4)];

    private static readonly ImmutableArray<ContextField> Words = [new(0, 8), new(8, 8), new(16, 8)];

    public static ImmutableArray<ProgramShape> All { get; } =
    [
        new("tc", 30, Traffic, 2, PacketFields, 76),
        new("xdp", 16, Abilities.Packet | Abilities.PacketWrite | Abilities.SocketLookup | Abilities.Locks | Abilities.LocalObjects, 4, FrameFields, 0),
        new("socket", 8, Abilities.ClassicLoads, 0xffff, [new(0, 4), new(4, 4), new(16, 4), new(48, 4, true)]),
        new("cgroup_skb/egress", 6, Abilities.Packet | Abilities.Locks | Abilities.SocketLookup, 1, [new(0, 4), new(4, 4), new(8, 4, true), new(16, 4)], 76),
        new("raw_tp/sys_enter", 6, Abilities.None, 0xffff, Words),
        new("tp_btf/task_newtask", 12, Abilities.KernelObjects | Abilities.TypedArguments, 0, [new(8, 8)], Argument: "task_struct"),
        new("syscall", 12, Abilities.KernelObjects | Abilities.Sleepable | Abilities.LocalObjects | Abilities.Locks, 0xffff, Words),
        new("tracepoint/syscalls/sys_enter_open", 4, Abilities.KernelObjects, 0xffff, Words),
        new("perf_event", 3, Abilities.KernelObjects, 0xffff, [new(0, 8), new(8, 8)]),
        new("kprobe/do_nanosleep", 3, Abilities.None, 0xffff, Words),
        new("lsm.s/file_open", 4, Abilities.KernelObjects | Abilities.TypedArguments | Abilities.Sleepable | Abilities.LocalObjects, 0, [], Argument: "file"),
        new("fentry/bpf_fentry_test1", 4, Abilities.KernelObjects, 0, [new(0, 8)]),
        new("cgroup/sock_create", 2, Abilities.Locks, 1, [new(0, 4), new(4, 4), new(8, 4), new(12, 4)]),
        new("cgroup/connect4", 2, Abilities.SocketLookup | Abilities.Locks, 1, [new(0, 4), new(4, 4, true), new(24, 4, true), new(28, 4)]),
        new("sk_lookup", 2, Abilities.SocketLookup | Abilities.Locks, 1, [new(8, 4), new(12, 4), new(16, 4)]),
        new("lwt_xmit", 2, Abilities.Packet | Abilities.PacketWrite | Abilities.Locks, 2, [new(0, 4), new(8, 4, true), new(16, 4)], 76),
        new("sk_skb/stream_verdict", 2, Abilities.Packet | Abilities.PacketWrite | Abilities.Locks | Abilities.SocketLookup, 1, [new(0, 4), new(32, 4, true)], 76),
        new("iter/task", 4, Abilities.KernelObjects, 0, [], DataOffset: -1, Argument: "bpf_iter_meta"),
        new("fexit/vfs_open", 3, Abilities.KernelObjects | Abilities.TypedArguments, 0, [new(16, 8)], Argument: "file"),
        new("flow_dissector", 1, Abilities.Packet | Abilities.Locks, 0, [], 76),
        new("sockops", 2, Abilities.Locks, 1, [new(0, 4), new(20, 4), new(24, 4), new(28, 4)]),
        new("cgroup/dev", 1, Abilities.Locks, 1, [new(0, 4), new(4, 4), new(8, 4)]),
    ];

    /// <summary>What the kernel's tables are asked with.</summary>
    public ProgramTraits Traits
    {
        get
        {
            SectionRule rule = SectionTable.Find(Section)!;
            return new ProgramTraits
            {
                Type = rule.ProgramType,
                AttachType = rule.AttachType,
                IsSleepable = rule.Traits.HasFlag(SectionTraits.Sleepable),
                AttachFunction = Section.Contains('/') && rule.Traits.HasFlag(SectionTraits.NamesTarget)
                    ? (rule.ProgramType == ProgramType.Lsm ? "bpf_lsm_" : "") + Section[(Section.IndexOf('/') + 1)..]
                    : null,
            };
        }
    }

    public bool Can(Abilities ability) => (Abilities & ability) == ability;
}
