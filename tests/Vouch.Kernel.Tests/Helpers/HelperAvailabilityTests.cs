using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Programs;
using Xunit;

namespace Vouch.Kernel.Tests.Helpers;

public class HelperAvailabilityTests
{
    private static readonly HelperTable Table = KernelProfile.Linux73.Helpers;

    private static string? Symbol(HelperId helper, ProgramTraits program) => Table.Find((int)helper, program)?.Symbol;

    [Theory]
    [InlineData(ProgramType.SchedCls, "bpf_skb_event_output_proto")]
    [InlineData(ProgramType.Xdp, "bpf_xdp_event_output_proto")]
    [InlineData(ProgramType.Kprobe, "bpf_perf_event_output_proto")]
    [InlineData(ProgramType.Tracepoint, "bpf_perf_event_output_proto_tp")]
    [InlineData(ProgramType.RawTracepoint, "bpf_perf_event_output_proto_raw_tp")]
    [InlineData(ProgramType.SkReuseport, null)]
    public void The_same_number_means_another_prototype_in_another_program_type(ProgramType type, string? symbol) =>
        Assert.Equal(symbol, Symbol(HelperId.PerfEventOutput, new ProgramTraits { Type = type }));

    [Fact]
    public void Without_CAP_BPF_a_filter_keeps_the_ungated_helpers_only()
    {
        ProgramTraits program = new() { Type = ProgramType.SocketFilter, Capabilities = Capabilities.None };
        Assert.NotNull(Table.Find((int)HelperId.MapLookupElem, program));
        Assert.Null(Table.Find((int)HelperId.Loop, program));
        Assert.Null(Table.Find((int)HelperId.TracePrintk, program));
    }

    [Fact]
    public void Administration_rights_include_those_to_trace() =>
        Assert.NotNull(Table.Find((int)HelperId.TracePrintk, new() { Type = ProgramType.Kprobe, Capabilities = Capabilities.SysAdmin }));

    [Fact]
    public void Sequence_files_are_written_by_iterators_only()
    {
        ProgramTraits iterator = new() { Type = ProgramType.Tracing, AttachType = AttachType.TraceIter };
        Assert.NotNull(Table.Find((int)HelperId.SeqWrite, iterator));
        Assert.Null(Table.Find((int)HelperId.SeqWrite, iterator with { AttachType = AttachType.TraceFentry }));
    }

    [Fact]
    public void Socket_options_are_for_iterators_over_sockets()
    {
        ProgramTraits iterator = new() { Type = ProgramType.Tracing, AttachType = AttachType.TraceIter, AttachFunction = "bpf_iter_tcp" };
        Assert.Equal("bpf_sk_setsockopt_proto", Symbol(HelperId.Setsockopt, iterator));
        Assert.Null(Symbol(HelperId.Setsockopt, iterator with { AttachFunction = "bpf_iter_task" }));
    }

    [Fact]
    public void Congestion_control_sets_options_except_on_release()
    {
        ProgramTraits program = new() { Type = ProgramType.StructOps, StructOps = "tcp_congestion_ops", StructOpsMember = "init" };
        Assert.Equal("bpf_sk_setsockopt_nodelay_proto", Symbol(HelperId.Setsockopt, program));
        Assert.Null(Symbol(HelperId.Setsockopt, program with { StructOpsMember = "release" }));
    }

    [Fact]
    public void A_sleepable_kprobe_gets_the_sleepable_stack_walk()
    {
        ProgramTraits program = new() { Type = ProgramType.Kprobe, IsSleepable = true };
        Assert.Equal("bpf_get_stack_sleepable_proto", Symbol(HelperId.GetStack, program));
        Assert.Equal("bpf_get_stack_proto", Symbol(HelperId.GetStack, program with { IsSleepable = false }));
    }

    [Fact]
    public void Local_packet_data_stays_where_it_is_on_segment_routing() =>
        Assert.Null(Table.Find((int)HelperId.SkbPullData, new() { Type = ProgramType.LwtSeg6local }));

    [Fact]
    public void Return_values_of_a_cgroup_are_not_for_receiving_hooks()
    {
        ProgramTraits program = new() { Type = ProgramType.CgroupSockAddr, AttachType = AttachType.CgroupInet4Connect };
        Assert.NotNull(Table.Find((int)HelperId.GetRetval, program));
        Assert.Null(Table.Find((int)HelperId.GetRetval, program with { AttachType = AttachType.CgroupUdp4Recvmsg }));
    }

    [Fact]
    public void An_unknown_struct_ops_offers_no_helpers() =>
        Assert.Null(Table.Find((int)HelperId.MapLookupElem, new() { Type = ProgramType.StructOps, StructOps = "my_ops" }));

    [Fact]
    public void Paths_are_resolved_from_listed_functions()
    {
        ProgramTraits program = new() { Type = ProgramType.Tracing, AttachType = AttachType.TraceFentry, AttachFunction = "vfs_getattr" };
        HelperPrototype prototype = Table.Find((int)HelperId.DPath, program)!;
        Assert.True(Table.Allows(prototype, program));
        Assert.False(Table.Allows(prototype, program with { AttachFunction = "vfs_read" }));
    }

    [Fact]
    public void Storage_of_sockets_is_not_traced_with_itself()
    {
        ProgramTraits program = new() { Type = ProgramType.Tracing, AttachType = AttachType.TraceFentry, AttachFunction = "tcp_connect" };
        HelperPrototype prototype = Table.Find((int)HelperId.SkStorageGet, program)!;
        Assert.True(Table.Allows(prototype, program));
        Assert.False(Table.Allows(prototype, program with { AttachFunction = "bpf_sk_storage_free" }));
    }
}
