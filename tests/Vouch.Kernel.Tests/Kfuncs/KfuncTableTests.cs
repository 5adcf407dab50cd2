using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Kfuncs;
using Vouch.Kernel.Programs;
using Xunit;

namespace Vouch.Kernel.Tests.Kfuncs;

public class KfuncTableTests
{
    private static readonly KfuncTable Table = KernelProfile.Linux73.Kfuncs;

    private static readonly List<KfuncSetHead> Sets = [.. KfuncSetRows.All.Where(KernelProfile.Linux73.Release.Has)];

    private static readonly List<KfuncEntry> Entries = [.. KfuncRows.All.Where(KernelProfile.Linux73.Release.Has)];

    private static KfuncFlags? Find(string name, ProgramTraits program, string module = KfuncTable.KernelModule) =>
        Table.Find(module, name, program);

    [Theory]
    [InlineData("generic_btf_ids", 47)] // 48 in the source, one for another architecture
    [InlineData("common_btf_ids", 80)]
    [InlineData("arena_kfuncs", 3)]
    [InlineData("xdp_metadata_kfunc_ids", 3)]
    public void Sets_are_complete(string symbol, int count) =>
        Assert.Equal(count, Entries.Count(entry => entry.Set == symbol));

    [Fact]
    public void A_kfunc_has_the_same_flags_wherever_one_hook_offers_it()
    {
        var listed = (from set in Sets join entry in Entries on set.Symbol equals entry.Set select (set, entry)).ToLookup(row => row.entry.Name);
        var clashes =
            from twins in listed
            from one in twins
            from other in twins
            where other.set.Module == one.set.Module && (other.set.Hooks & one.set.Hooks) != 0 && other.entry.Flags != one.entry.Flags
            select twins.Key;
        Assert.Empty(clashes);
    }

    [Fact]
    public void Kfuncs_of_the_kernel_are_functions_of_its_BTF() =>
        Assert.DoesNotContain(
            Entries.Where(entry => Sets.Single(set => set.Symbol == entry.Set).Module == KfuncTable.KernelModule),
            entry => KernelProfile.Linux73.Types.Find(entry.Name, BtfKind.Function) is null);

    [Fact]
    public void Every_function_tagged_as_kfunc_is_in_the_table()
    {
        BtfSpec types = KernelProfile.Linux73.Types;
        HashSet<string> listed = [.. Entries.Select(entry => entry.Name)];
        Assert.All(
            Enumerable.Range(1, types.TypeLimit - 1)
                .Select(id => types.Type(new BtfTypeId(id)))
                .Where(type => type.Kind == BtfKind.DeclarationTag && types.NameOf(type) == "bpf_kfunc"),
            tag => Assert.Contains(types.NameOf(tag.Target), listed));
    }

    [Fact]
    public void Iterators_declare_all_three_operations()
    {
        var entries = Entries;
        foreach (KfuncEntry entry in entries.Where(entry => entry.Flags.HasFlag(KfuncFlags.IteratorNew)))
        {
            string stem = entry.Name[..^"_new".Length];
            Assert.Contains(entries, other => other.Name == stem + "_next" && other.Flags.HasFlag(KfuncFlags.IteratorNext));
            Assert.Contains(entries, other => other.Name == stem + "_destroy" && other.Flags.HasFlag(KfuncFlags.IteratorDestroy));
        }
    }

    [Fact]
    public void Common_kfuncs_are_for_every_program_type() =>
        Assert.Equal(KfuncFlags.Fastcall, Find("bpf_cast_to_kern_ctx", new() { Type = ProgramType.SkLookup }));

    [Fact]
    public void Taking_a_task_is_not_for_socket_filters()
    {
        Assert.Null(Find("bpf_task_acquire", new() { Type = ProgramType.SocketFilter }));
        Assert.True(Find("bpf_task_acquire", new() { Type = ProgramType.Tracing })!.Value.HasFlag(KfuncFlags.Acquire));
    }

    [Fact]
    public void Types_that_share_a_hook_share_its_kfuncs()
    {
        Assert.NotNull(Find("bpf_task_acquire", new() { Type = ProgramType.RawTracepoint }));
        Assert.NotNull(Find("bpf_task_acquire", new() { Type = ProgramType.CgroupSockopt }));
        Assert.Null(Find("bpf_task_acquire", new() { Type = ProgramType.RawTracepointWritable }));
    }

    [Fact]
    public void File_kfuncs_share_the_tracing_hook_but_are_for_security_programs()
    {
        Assert.NotNull(Find("bpf_get_task_exe_file", new() { Type = ProgramType.Lsm }));
        Assert.Null(Find("bpf_get_task_exe_file", new() { Type = ProgramType.Tracing }));
    }

    [Fact]
    public void Sockets_are_destroyed_by_iterators()
    {
        ProgramTraits iterator = new() { Type = ProgramType.Tracing, AttachType = AttachType.TraceIter };
        Assert.NotNull(Find("bpf_sock_destroy", iterator));
        Assert.Null(Find("bpf_sock_destroy", iterator with { AttachType = AttachType.TraceFentry }));
    }

    [Fact]
    public void Sessions_ask_for_the_attach_type_of_sessions()
    {
        ProgramTraits session = new() { Type = ProgramType.Kprobe, AttachType = AttachType.TraceKprobeSession };
        Assert.NotNull(Find("bpf_session_cookie", session));
        Assert.Null(Find("bpf_session_cookie", session with { AttachType = AttachType.TraceKprobeMulti }));
    }

    [Fact]
    public void A_scheduler_s_kfuncs_depend_on_the_member()
    {
        ProgramTraits member = new() { Type = ProgramType.StructOps, StructOps = "sched_ext_ops", StructOpsMember = "enqueue" };
        Assert.NotNull(Find("scx_bpf_dsq_insert", member));
        Assert.Null(Find("scx_bpf_dsq_insert", member with { StructOpsMember = "init" }));
        Assert.NotNull(Find("scx_bpf_create_dsq", member with { StructOpsMember = "init" }));
        Assert.Null(Find("scx_bpf_create_dsq", member));
        Assert.Null(Find("scx_bpf_dsq_insert", member with { StructOps = "tcp_congestion_ops" }));
    }

    [Fact]
    public void A_queueing_discipline_drops_on_enqueue()
    {
        ProgramTraits member = new() { Type = ProgramType.StructOps, StructOps = "Qdisc_ops", StructOpsMember = "enqueue" };
        Assert.Equal(KfuncFlags.Release, Find("bpf_qdisc_skb_drop", member));
        Assert.Null(Find("bpf_qdisc_skb_drop", member with { StructOpsMember = "dequeue" }));
    }

    [Fact]
    public void Modules_are_looked_up_by_name()
    {
        Assert.NotNull(Find("bpf_skb_ct_lookup", new() { Type = ProgramType.SchedCls }, "nf_conntrack"));
        Assert.Null(Find("bpf_skb_ct_lookup", new() { Type = ProgramType.SchedCls }));
        Assert.Equal((true, false), (Table.KnowsModule("bpf_testmod"), Table.KnowsModule("my_module")));
    }

    [Fact]
    public void Destructors_say_which_kernel_objects_a_map_may_own() =>
        Assert.Equal(("bpf_task_release_dtor", null), (Table.DestructorOf("vmlinux", "task_struct"), Table.DestructorOf("vmlinux", "file")));

    [Fact]
    public void Modifying_a_return_value_is_for_registered_functions()
    {
        Assert.Equal(KfuncFlags.Sleepable, Table.FindModifiable("vmlinux", "bpf_fentry_test1"));
        Assert.NotNull(Table.FindModifiable("vmlinux", "update_socket_protocol"));
        Assert.Null(Table.FindModifiable("vmlinux", "bpf_task_acquire"));
    }
}
