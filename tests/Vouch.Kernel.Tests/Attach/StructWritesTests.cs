using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;
using Xunit;

namespace Vouch.Kernel.Tests.Attach;

public class StructWritesTests
{
    private static readonly BtfSpec Types = KernelProfile.Linux73.Types;

    private static StructWriteResult Write(string ops, string target, string path, int shift = 0, int? size = null)
    {
        (int offset, int width) = FieldPath.Find(Types, target, path)!.Value;
        ProgramTraits program = new() { Type = ProgramType.StructOps, StructOps = ops };
        return KernelProfile.Linux73.StructWrites.Check(program, Types, Types.Find(target, BtfKind.Struct)!.Value, offset + shift, size ?? width);
    }

    [Fact]
    public void Congestion_control_sets_its_window()
    {
        Assert.Equal(new(true), Write("tcp_congestion_ops", "tcp_sock", "snd_cwnd"));
        Assert.Equal(new(true), Write("tcp_congestion_ops", "tcp_sock", "inet_conn.icsk_ca_priv", shift: 8, size: 8));
        Assert.Contains("beyond the member of tcp_sock ended at", Write("tcp_congestion_ops", "tcp_sock", "snd_cwnd", size: 8).Message!);
        Assert.Contains("no write support to tcp_sock at off", Write("tcp_congestion_ops", "tcp_sock", "rcv_nxt").Message!);
        Assert.Equal(new(false, "only read is supported"), Write("tcp_congestion_ops", "task_struct", "pid"));
    }

    [Fact]
    public void A_scheduler_sets_slices_but_not_in_the_form_without_CPU_numbers()
    {
        Assert.Equal(new(true), Write("sched_ext_ops", "task_struct", "scx.slice"));
        Assert.Equal(new(false), Write("sched_ext_ops_cid", "task_struct", "scx.slice"));
        Assert.Equal(new(true), Write("sched_ext_ops_cid", "task_struct", "scx.disallow"));
    }

    [Fact]
    public void A_queueing_discipline_writes_its_part_of_the_control_block()
    {
        (int offset, _) = FieldPath.Find(Types, "qdisc_skb_cb", "data")!.Value;
        Assert.Equal(new(true), Write("Qdisc_ops", "sk_buff", "cb", shift: offset, size: 8));
        Assert.False(Write("Qdisc_ops", "sk_buff", "cb", size: 4).IsAllowed);
        Assert.Equal(new(true), Write("Qdisc_ops", "Qdisc", "q.qlen"));
    }

    [Fact]
    public void The_last_byte_of_a_device_s_name_stays_zero()
    {
        (_, int width) = FieldPath.Find(Types, "hid_device", "name")!.Value;
        Assert.True(Write("hid_bpf_ops", "hid_device", "name", shift: width - 2, size: 1).IsAllowed);
        Assert.Contains("on read-only part of hid_device", Write("hid_bpf_ops", "hid_device", "name", shift: width - 1, size: 1).Message!);
        Assert.Equal("write access to this struct is not supported", Write("hid_bpf_ops", "task_struct", "pid").Message);
    }

    [Fact]
    public void Fields_are_found_inside_unnamed_members() => Assert.NotNull(FieldPath.Find(Types, "sk_buff", "tstamp"));

    [Fact]
    public void Other_programs_write_no_kernel_objects() =>
        Assert.False(KernelProfile.Linux73.StructWrites.Applies(new() { Type = ProgramType.Tracing }));
}
