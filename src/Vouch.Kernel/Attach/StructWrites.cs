using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Attach;

/// <summary>Whether a program may write to a kernel object.</summary>
/// <param name="IsAllowed">It may.</param>
/// <param name="Message">What the kernel logs when it may not; null when it says nothing.</param>
public readonly record struct StructWriteResult(bool IsAllowed, string? Message = null);

/// <summary>The few fields of kernel objects that programs may write. Source: Linux 7.3 and 6.18, the btf_struct_access operations.</summary>
public sealed class StructWrites
{
    private readonly ImmutableArray<WritableField> congestionControl =
    [
        Start("tcp_sock", "sock", "sk_pacing_rate"),
        Start("tcp_sock", "sock", "sk_pacing_status"),
        new("tcp_sock", "inet_connection_sock", "icsk_ca_priv"),
        Start("tcp_sock", "inet_connection_sock", "icsk_ack.pending"),
        Start("tcp_sock", "tcp_sock", "snd_cwnd"),
        Start("tcp_sock", "tcp_sock", "snd_cwnd_cnt"),
        Start("tcp_sock", "tcp_sock", "snd_cwnd_stamp"),
        Start("tcp_sock", "tcp_sock", "snd_ssthresh"),
        Start("tcp_sock", "tcp_sock", "ecn_flags"),
        Start("tcp_sock", "tcp_sock", "app_limited"),
    ];

    private readonly ImmutableArray<WritableField> queueing =
    [
        Start("Qdisc", "Qdisc", "limit"),
        Start("Qdisc", "Qdisc", "q.qlen"),
        new("Qdisc", "Qdisc", "qstats"),
        Start("sk_buff", "sk_buff", "tstamp"),
        new("sk_buff", "sk_buff", "cb") { Overlay = ("qdisc_skb_cb", "data") },
    ];

    private readonly ImmutableArray<WritableField> scheduling =
    [
        new("task_struct", "task_struct", "scx.disallow"),
        new("task_struct", "task_struct", "scx.slice"),
        new("task_struct", "task_struct", "scx.dsq_vtime"),
    ];

    private readonly ImmutableArray<WritableField> humanInterface =
    [
        new("hid_bpf_ctx", "hid_bpf_ctx", "retval"),
        new("hid_device", "hid_device", "name") { KeepsLastByte = true },
        new("hid_device", "hid_device", "uniq") { KeepsLastByte = true },
        new("hid_device", "hid_device", "phys") { KeepsLastByte = true },
    ];

    private readonly ImmutableArray<WritableField> rings =
        [new("iou_loop_params", "iou_loop_params", "cq_wait_idx") { FromStart = true }];

    private readonly ImmutableArray<WritableField> connections =
    [
        Start("nf_conn", "nf_conn", "mark"),
        Start("nf_conn___init", "nf_conn", "mark"),
    ];

    internal StructWrites(KernelRelease release) => release.Require(Spans.Since618, "the fields that programs may write");

    /// <summary>
    /// True when programs of this kind ask <see cref="Check"/> about writes; writes of others to kernel objects are always refused.
    /// </summary>
    public bool Applies(ProgramTraits program) => RulesFor(program) is not null;

    /// <summary>A write of <paramref name="size"/> bytes at an offset of a struct of the kernel's or a module's types.</summary>
    public StructWriteResult Check(ProgramTraits program, BtfSpec types, BtfTypeId type, int offset, int size)
    {
        if (RulesFor(program) is not { } rules)
        {
            return default;
        }

        BtfType target = types.Type(type);
        string name = types.NameOf(target);
        return rules.Wording switch
        {
            WriteWording.Struct => CheckStruct(rules.Struct, name, target.Size, offset, size),
            WriteWording.Part => CheckPart(rules.Fields, types, target, offset, size),
            WriteWording.Member => CheckMember(rules.Fields, types, name, offset, size),
            _ when rules.Struct.Length > 0 => new(offset >= 0 && offset + size <= SizeOf(types, rules.Struct)),
            _ => new(IsInside(rules.Fields, types, name, offset, size)),
        };
    }

    private static WritableField Start(string target, string owner, string path) => new(target, owner, path) { AtStartOnly = true };

    private Rules? RulesFor(ProgramTraits program) => program.Type switch
    {
        ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.Xdp => new(WriteWording.Member, connections),
        ProgramType.StructOps => program.StructOps switch
        {
            "tcp_congestion_ops" => new(WriteWording.Member, congestionControl),
            "Qdisc_ops" => new(WriteWording.Member, queueing),
            "sched_ext_ops" => new(WriteWording.None, scheduling),
            "sched_ext_ops_cid" => new(WriteWording.None, scheduling[..1]),
            "hid_bpf_ops" => new(WriteWording.Part, humanInterface),
            "io_uring_bpf_ops" => new(WriteWording.None, rings),
            "bpf_dummy_ops" => new(WriteWording.Struct, [], "bpf_dummy_ops_state"),
            "bpf_testmod_st_ops" => new(WriteWording.None, [], "st_ops_args"),
            _ => null,
        },
        _ => null,
    };

    private static StructWriteResult CheckStruct(string wanted, string name, int structSize, int offset, int size) =>
        name != wanted ? new(false, $"only access to {wanted} is supported")
        : offset + size > structSize ? new(false, $"write access at off {offset} with size {size}")
        : new(true);

    private StructWriteResult CheckMember(ImmutableArray<WritableField> fields, BtfSpec types, string name, int offset, int size)
    {
        bool isListed = false;
        foreach (WritableField field in fields)
        {
            if (field.Target != name)
            {
                continue;
            }

            isListed = true;
            if (field.Locate(types) is { } bytes
                && (field.AtStartOnly ? offset == bytes.Start : offset >= bytes.Start && offset < bytes.End))
            {
                return offset + size <= bytes.End
                    ? new(true)
                    : new(false, $"write access at off {offset} with size {size} beyond the member of {Spoken(name)} ended at {bytes.End}");
            }
        }

        // Conntrack refuses other structs without a word while its module is not there.
        return isListed ? new(false, $"no write support to {Spoken(name)} at off {offset}")
            : fields == connections ? default
            : new(false, "only read is supported");
    }

    private static string Spoken(string name) => name == "nf_conn___init" ? "nf_conn" : name;

    private static StructWriteResult CheckPart(ImmutableArray<WritableField> fields, BtfSpec types, BtfType target, int offset, int size)
    {
        string name = types.NameOf(target);
        bool isListed = false;
        foreach (WritableField field in fields)
        {
            isListed |= field.Target == name;
        }

        if (!isListed)
        {
            return new(false, "write access to this struct is not supported");
        }

        if (offset + size > target.Size)
        {
            return new(false, $"write access for struct {name} at off {offset} with size {size}");
        }

        return IsInside(fields, types, name, offset, size)
            ? new(true)
            : new(false, $"write access at off {offset} with size {size} on read-only part of {name}");
    }

    private static bool IsInside(ImmutableArray<WritableField> fields, BtfSpec types, string name, int offset, int size)
    {
        foreach (WritableField field in fields)
        {
            if (field.Target == name && field.Locate(types) is { } bytes && offset >= bytes.Start && offset + size <= bytes.End)
            {
                return true;
            }
        }

        return false;
    }

    private static long SizeOf(BtfSpec types, string structName) =>
        types.Find(structName, BtfKind.Struct) is { } id ? types.SizeOf(id) : 0;

    private sealed record Rules(WriteWording Wording, ImmutableArray<WritableField> Fields, string Struct = "");
}
