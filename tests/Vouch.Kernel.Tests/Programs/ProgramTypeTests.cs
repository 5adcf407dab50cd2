using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Xunit;

namespace Vouch.Kernel.Tests.Programs;

public class ProgramTypeTests
{
    private static readonly ProgramTypeTable Table = KernelProfile.Linux73.ProgramTypes;

    [Fact]
    public void All_types_but_infrared_can_be_loaded() =>
        Assert.Equal(
            [ProgramType.Unspec, ProgramType.LircMode2],
            System.Enum.GetValues<ProgramType>().Where(type => Table.Find(type) is null));

    [Theory]
    [InlineData(ProgramType.SocketFilter, PacketAccess.None)]
    [InlineData(ProgramType.CgroupSkb, PacketAccess.Read)]
    [InlineData(ProgramType.LwtIn, PacketAccess.Read)]
    [InlineData(ProgramType.LwtXmit, PacketAccess.ReadWrite)]
    [InlineData(ProgramType.Xdp, PacketAccess.ReadWrite)]
    [InlineData(ProgramType.CgroupSockopt, PacketAccess.ReadWrite)]
    [InlineData(ProgramType.Kprobe, PacketAccess.None)]
    public void Packets_are_open_to_networking_programs(ProgramType type, PacketAccess access) =>
        Assert.Equal(access, Table.Find(type)!.PacketAccess);

    [Fact]
    public void Attach_types_are_checked_where_the_kernel_lists_them()
    {
        Assert.False(Table.Find(ProgramType.CgroupSkb)!.LoadableWith.Contains(AttachType.CgroupSockOps));
        Assert.True(Table.Find(ProgramType.Xdp)!.LoadableWith.Contains(AttachType.CgroupSockOps));
        Assert.False(Table.Find(ProgramType.Syscall)!.LoadableWith.Contains(AttachType.SkLookup));
        Assert.True(Table.Find(ProgramType.Syscall)!.LoadableWith.Contains(AttachType.CgroupInetIngress));
        Assert.Equal(AttachType.CgroupInetSockCreate, Table.Find(ProgramType.CgroupSock)!.ImpliedAttachType);
    }

    [Fact]
    public void Two_types_load_without_privileges() =>
        Assert.Equal(
            [ProgramType.SocketFilter, ProgramType.CgroupSkb],
            Table.All.Where(row => row.LoadingRequires == Capabilities.None).Select(row => row.Type));

    [Fact]
    public void Old_packet_loads_are_for_filters_and_classifiers() =>
        Assert.Equal(
            [ProgramType.SocketFilter, ProgramType.SchedCls, ProgramType.SchedAct],
            Table.All.Where(row => row.AllowsPacketLoads).Select(row => row.Type));

    [Fact]
    public void Sleeping_depends_on_type_and_attach_type()
    {
        Assert.True(Table.Find(ProgramType.Tracing)!.SleepableWith.Contains(AttachType.TraceFentry));
        Assert.False(Table.Find(ProgramType.Lsm)!.SleepableWith.Contains(AttachType.LsmCgroup));
        Assert.False(Table.Find(ProgramType.Xdp)!.SleepableWith.Contains(AttachType.Xdp));
    }

    [Theory]
    [InlineData(ProgramType.CgroupSkb, AttachType.CgroupInetIngress, "0..1")]
    [InlineData(ProgramType.CgroupSkb, AttachType.CgroupInetEgress, "0..3")]
    [InlineData(ProgramType.CgroupSockAddr, AttachType.CgroupUdp4Recvmsg, "1..1")]
    [InlineData(ProgramType.CgroupSockAddr, AttachType.CgroupInet4Bind, "0..3")]
    [InlineData(ProgramType.CgroupSockAddr, AttachType.CgroupInet4Connect, "0..1")]
    [InlineData(ProgramType.Xdp, AttachType.Xdp, "any")]
    [InlineData(ProgramType.Kprobe, AttachType.TraceKprobeMulti, "any")]
    [InlineData(ProgramType.Kprobe, AttachType.TraceKprobeSession, "0..1")]
    [InlineData(ProgramType.Tracing, AttachType.TraceFexit, "0..0")]
    [InlineData(ProgramType.Tracing, AttachType.ModifyReturn, "any")]
    [InlineData(ProgramType.Tracing, AttachType.TraceIter, "0..1")]
    [InlineData(ProgramType.Netfilter, AttachType.Netfilter, "0..1")]
    public void Return_values_depend_on_the_attach_type(ProgramType type, AttachType attach, string range)
    {
        ReturnRange? found = KernelProfile.Linux73.ReturnRanges.For(new() { Type = type, AttachType = attach }, hookReturnsVoid: false);
        Assert.Equal(range, found is { } bounds ? $"{bounds.Minimum}..{bounds.Maximum}" : "any");
    }

    [Fact]
    public void Security_hooks_return_errors_or_a_truth()
    {
        ProgramTraits program = new() { Type = ProgramType.Lsm, AttachType = AttachType.LsmMac, AttachFunction = "bpf_lsm_file_open" };
        Assert.Equal(new ReturnRange(-4095, 0, Is32Bit: true), KernelProfile.Linux73.ReturnRanges.For(program, false));
        Assert.Equal(
            new ReturnRange(0, 1, Is32Bit: true),
            KernelProfile.Linux73.ReturnRanges.For(program with { AttachFunction = "bpf_lsm_inode_xattr_skipcap" }, false));
        Assert.Equal(new ReturnRange(1, 1), KernelProfile.Linux73.ReturnRanges.For(program with { AttachType = AttachType.LsmCgroup }, hookReturnsVoid: true));
    }
}
