using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Contexts;
using Vouch.Kernel.Programs;
using Xunit;

namespace Vouch.Kernel.Tests.Contexts;

public class ContextRulesTests
{
    private static readonly ContextRules Rules = KernelProfile.Linux73.Contexts;

    private static ProgramTraits Program(ProgramType type, AttachType attach = default) => new() { Type = type, AttachType = attach };

    private static ContextAccessResult Read(ProgramTraits program, int offset, int size) => Rules.Check(new(offset, size), program);

    private static readonly int[] Sizes = [1, 2, 4, 8];

    private static bool MayWrite(ProgramTraits program, int offset, int size) =>
        Rules.Check(new(offset, size, IsWrite: true), program).IsAllowed;

    [Theory]
    [InlineData(ProgramType.SocketFilter, 76, 4, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SchedCls, 76, 4, true, ContextValueKind.Packet)]
    [InlineData(ProgramType.SchedCls, 80, 4, true, ContextValueKind.PacketEnd)]
    [InlineData(ProgramType.SchedCls, 140, 4, true, ContextValueKind.PacketMeta)]
    [InlineData(ProgramType.SchedCls, 76, 2, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SchedCls, 88, 4, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SkSkb, 88, 4, true, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SkSkb, 8, 4, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SchedCls, 144, 8, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.FlowDissector, 144, 8, true, ContextValueKind.FlowKeys)]
    [InlineData(ProgramType.SchedCls, 168, 8, true, ContextValueKind.SocketCommonOrNull)]
    [InlineData(ProgramType.SchedCls, 180, 1, true, ContextValueKind.Scalar)]
    [InlineData(ProgramType.CgroupSkb, 180, 1, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SchedCls, 181, 1, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SchedCls, 184, 8, true, ContextValueKind.Scalar)]
    [InlineData(ProgramType.LwtIn, 184, 8, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SchedCls, 192, 4, false, ContextValueKind.Scalar)]
    [InlineData(ProgramType.SchedCls, -4, 4, false, ContextValueKind.Scalar)]
    public void Packet_programs_read_their_view_of_the_buffer(
        ProgramType type, int offset, int size, bool isAllowed, ContextValueKind kind)
    {
        ContextAccessResult result = Read(Program(type), offset, size);
        Assert.Equal((isAllowed, kind), (result.IsAllowed, result.Kind));
    }

    [Fact]
    public void A_word_of_the_buffer_may_be_read_in_part_but_not_misaligned()
    {
        Assert.Equal((true, 4), (Read(Program(ProgramType.SchedCls), 2, 2).IsAllowed, Read(Program(ProgramType.SchedCls), 2, 2).FieldSize));
        Assert.False(Read(Program(ProgramType.SchedCls), 1, 2).IsAllowed);
        Assert.False(Read(Program(ProgramType.SchedCls), 0, 8).IsAllowed);
    }

    [Fact]
    public void The_control_block_takes_any_size_that_stays_inside()
    {
        Assert.True(MayWrite(Program(ProgramType.SocketFilter), 56, 8));
        Assert.True(MayWrite(Program(ProgramType.SocketFilter), 67, 1));
        Assert.False(MayWrite(Program(ProgramType.SocketFilter), 64, 8));
    }

    [Fact]
    public void Packet_pointers_are_not_loaded_with_sign_extension()
    {
        ContextAccessQuery access = new(0, 4, IsSignExtending: true);
        Assert.False(Rules.Check(access, Program(ProgramType.Xdp)).IsAllowed);
        Assert.True(Rules.Check(access with { Offset = 12 }, Program(ProgramType.Xdp)).IsAllowed);
    }

    [Fact]
    public void The_egress_device_is_for_programs_in_device_maps()
    {
        Assert.False(Read(Program(ProgramType.Xdp, AttachType.Xdp), 20, 4).IsAllowed);
        Assert.True(Read(Program(ProgramType.Xdp, AttachType.XdpDevmap), 20, 4).IsAllowed);
    }

    [Fact]
    public void Packet_data_of_a_control_group_needs_CAP_BPF()
    {
        ProgramTraits program = Program(ProgramType.CgroupSkb);
        Assert.True(Read(program, 76, 4).IsAllowed);
        Assert.False(Read(program with { Capabilities = Capabilities.None }, 76, 4).IsAllowed);
        Assert.False(Rules.Check(new(152, 8, IsWrite: true), program with { Capabilities = Capabilities.None }).IsAllowed);
        Assert.True(Read(program with { Capabilities = Capabilities.None }, 152, 8).IsAllowed);
    }

    [Theory]
    [InlineData(48, 4, true)]
    [InlineData(48, 2, true)]
    [InlineData(49, 1, true)]
    [InlineData(50, 2, false)]
    [InlineData(4, 1, true)]
    [InlineData(5, 1, false)]
    [InlineData(24, 1, true)]
    [InlineData(25, 1, true)]
    [InlineData(16, 4, true)]
    [InlineData(16, 2, false)]
    [InlineData(76, 4, true)]
    [InlineData(80, 4, false)]
    public void A_full_socket_is_read_as_its_fields_allow(int offset, int size, bool isAllowed) =>
        Assert.Equal(isAllowed, Rules.CheckSocket(SocketKind.Full, offset, size).IsAllowed);

    [Fact]
    public void What_only_full_sockets_have_is_not_read_through_any_socket()
    {
        Assert.False(Rules.CheckSocket(SocketKind.Common, 16, 4).IsAllowed);
        Assert.True(Rules.CheckSocket(SocketKind.Common, 4, 4).IsAllowed);
        Assert.False(Rules.CheckSocket(SocketKind.Common, 8, 4).IsAllowed);
    }

    [Fact]
    public void Byte_counters_of_a_TCP_socket_have_eight_bytes()
    {
        Assert.True(Rules.CheckSocket(SocketKind.Tcp, 80, 8).IsAllowed);
        Assert.False(Rules.CheckSocket(SocketKind.Tcp, 80, 4).IsAllowed);
        Assert.True(Rules.CheckSocket(SocketKind.Tcp, 84, 4).IsAllowed);
    }

    [Fact]
    public void Addresses_belong_to_the_family_of_the_hook()
    {
        ProgramTraits six = Program(ProgramType.CgroupSockAddr, AttachType.CgroupInet6Connect);
        Assert.True(Read(six, 8, 8).IsAllowed);
        Assert.True(Read(six, 9, 1).IsAllowed);
        Assert.True(MayWrite(six, 16, 8));
        Assert.False(MayWrite(six, 16, 2));
        Assert.False(Read(six, 4, 4).IsAllowed);
        Assert.False(Read(six, 12, 8).IsAllowed);
        Assert.True(Read(six with { AttachType = AttachType.CgroupInet4Connect }, 4, 4).IsAllowed);
    }

    [Fact]
    public void A_socket_option_s_result_is_for_getting_and_its_name_for_setting()
    {
        ProgramTraits get = Program(ProgramType.CgroupSockopt, AttachType.CgroupGetsockopt);
        ProgramTraits set = get with { AttachType = AttachType.CgroupSetsockopt };
        Assert.Equal((true, false), (Read(get, 36, 4).IsAllowed, Read(set, 36, 4).IsAllowed));
        Assert.Equal((false, true), (MayWrite(get, 28, 4), MayWrite(set, 28, 4)));
    }

    [Fact]
    public void The_first_word_of_a_trace_record_is_not_the_program_s()
    {
        Assert.False(Read(Program(ProgramType.Tracepoint), 0, 8).IsAllowed);
        Assert.True(Read(Program(ProgramType.Tracepoint), 8, 8).IsAllowed);
        Assert.False(Read(Program(ProgramType.Tracepoint), 8192, 8).IsAllowed);
    }

    [Fact]
    public void A_system_program_reads_its_context_unaligned() =>
        Assert.True(Read(Program(ProgramType.Syscall), 3, 8).IsAllowed);

    [Fact]
    public void A_writable_tracepoint_s_first_argument_is_a_buffer()
    {
        Assert.Equal(ContextValueKind.TracepointBuffer, Read(Program(ProgramType.RawTracepointWritable), 0, 8).Kind);
        Assert.False(Read(Program(ProgramType.RawTracepointWritable), 0, 4).IsAllowed);
        Assert.True(Read(Program(ProgramType.RawTracepointWritable), 8, 4).IsAllowed);
    }

    public static TheoryData<ProgramType> AllTypes() => [.. Enum.GetValues<ProgramType>()];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Whatever_may_be_written_may_be_read_as_a_scalar(ProgramType type)
    {
        IEnumerable<(int Offset, int Size)> written =
            from offset in Enumerable.Range(-8, 300)
            from size in Sizes
            where type != ProgramType.Lsm && MayWrite(Program(type), offset, size)
            select (offset, size);
        Assert.All(written, access =>
            Assert.Equal((true, ContextValueKind.Scalar), (Read(Program(type), access.Offset, access.Size).IsAllowed, Read(Program(type), access.Offset, access.Size).Kind)));
    }
}
