using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Bytecode.Tests.ObjectFiles;

public sealed class SectionTableTests
{
    [Theory]
    [InlineData("xdp", ProgramType.Xdp, AttachType.Xdp, SectionTraits.OptionalAttachType)]
    [InlineData("xdp.frags", ProgramType.Xdp, AttachType.Xdp, SectionTraits.XdpFragments)]
    [InlineData("xdp.frags/cpumap", ProgramType.Xdp, AttachType.XdpCpumap, SectionTraits.XdpFragments)]
    [InlineData("tc", ProgramType.SchedCls, AttachType.CgroupInetIngress, SectionTraits.None)]
    [InlineData("tcx/egress", ProgramType.SchedCls, AttachType.TcxEgress, SectionTraits.None)]
    [InlineData("kprobe", ProgramType.Kprobe, AttachType.CgroupInetIngress, SectionTraits.None)]
    [InlineData("kprobe/do_unlinkat", ProgramType.Kprobe, AttachType.CgroupInetIngress, SectionTraits.None)]
    [InlineData("fsession.multi.s/vfs_*", ProgramType.Tracing, AttachType.TraceFsessionMulti, SectionTraits.Sleepable)]
    [InlineData("kprobe.multi/do_*", ProgramType.Kprobe, AttachType.TraceKprobeMulti, SectionTraits.None)]
    [InlineData("kprobe.session/do_*", ProgramType.Kprobe, AttachType.TraceKprobeSession, SectionTraits.None)]
    [InlineData("uprobe.multi.s", ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.Sleepable)]
    [InlineData("usdt.s/libc:a:b", ProgramType.Kprobe, AttachType.CgroupInetIngress, SectionTraits.Usdt | SectionTraits.Sleepable)]
    [InlineData("fentry.s/x", ProgramType.Tracing, AttachType.TraceFentry, SectionTraits.NamesTarget | SectionTraits.Sleepable)]
    [InlineData("fsession/x", ProgramType.Tracing, AttachType.TraceFsession, SectionTraits.NamesTarget)]
    [InlineData("lsm_cgroup/x", ProgramType.Lsm, AttachType.LsmCgroup, SectionTraits.NamesTarget)]
    [InlineData("iter.s/task", ProgramType.Tracing, AttachType.TraceIter, SectionTraits.NamesTarget | SectionTraits.Sleepable)]
    [InlineData("raw_tp.w/x", ProgramType.RawTracepointWritable, AttachType.CgroupInetIngress, SectionTraits.None)]
    [InlineData("struct_ops.s/x", ProgramType.StructOps, AttachType.CgroupInetIngress, SectionTraits.Sleepable)]
    [InlineData("freplace/x", ProgramType.Ext, AttachType.CgroupInetIngress, SectionTraits.NamesTarget)]
    [InlineData("syscall", ProgramType.Syscall, AttachType.CgroupInetIngress, SectionTraits.Sleepable)]
    [InlineData("netfilter", ProgramType.Netfilter, AttachType.Netfilter, SectionTraits.None)]
    [InlineData("cgroup/connect_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixConnect, SectionTraits.None)]
    [InlineData("sk_reuseport/migrate", ProgramType.SkReuseport, AttachType.SkReuseportSelectOrMigrate, SectionTraits.None)]
    public void A_section_selects_type_attach_type_and_traits(string section, ProgramType type, AttachType attach, SectionTraits traits)
    {
        SectionRule? rule = SectionTable.Find(section);

        Assert.NotNull(rule);
        Assert.Equal((type, attach, traits), (rule.ProgramType, rule.AttachType, rule.Traits));
    }

    [Theory]
    [InlineData("xdp/anything")]
    [InlineData("tc/other")]
    [InlineData("kprobes")]
    [InlineData("socket/filter")]
    [InlineData("")]
    [InlineData("lsm.")]
    public void An_unknown_section_has_no_rule(string section) => Assert.Null(SectionTable.Find(section));
}
