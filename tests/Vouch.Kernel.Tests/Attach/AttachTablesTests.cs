using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Kernel.Attach;
using Xunit;

namespace Vouch.Kernel.Tests.Attach;

public class AttachTablesTests
{
    private static readonly AttachTables Tables = KernelProfile.Linux73.Attach;

    private static readonly BtfSpec Types = KernelProfile.Linux73.Types;

    [Fact]
    public void Struct_ops_of_the_kernel_are_structs_of_its_BTF_with_the_members_listed()
    {
        foreach (StructOpsKind kind in Tables.AllStructOps.Where(kind => kind.Module == "vmlinux"))
        {
            BtfType type = Types.Type(Types.Find(kind.Struct, BtfKind.Struct)!.Value);
            string[] members = [.. Enumerable.Range(0, type.Count).Select(index => Types.String(Types.Member(type, index).NameOffset))];
            Assert.Empty(kind.Members.Except(members));
            Assert.Empty(kind.SleepingMembers.Except(members));
        }
    }

    [Fact]
    public void Iterator_targets_have_a_function_and_their_arguments_a_struct()
    {
        foreach (IteratorTarget target in Tables.AllIterators)
        {
            Assert.NotNull(Types.Find(IteratorTarget.FunctionPrefix + target.Name, BtfKind.Function));
            foreach (IteratorArgument argument in target.Arguments)
            {
                Assert.Equal(argument.Kind == IteratorArgumentKind.Object, argument.TypeName is not null);
                Assert.True(argument.TypeName is null || Types.Find(argument.TypeName, BtfKind.Struct) is not null, argument.TypeName);
            }
        }
    }

    [Fact]
    public void Names_in_sets_are_functions_of_the_kernel()
    {
        string[] named = [.. Tables.DisabledHooks, .. Tables.SleepableHooks, .. Tables.UntrustedHooks, .. Tables.SecurityHooks,
            .. Tables.TracingDenied, .. Tables.NeverReturning, .. Tables.InodeLockedHooks];
        Assert.DoesNotContain(named, name => Types.Find(name, BtfKind.Function) is null);
        Assert.DoesNotContain(Tables.RcuProtectedStructs, name => Types.Find(name, BtfKind.Struct) is null);
        Assert.Empty(Tables.SleepableHooks.Except(Tables.SecurityHooks));
    }

    [Fact]
    public void Sets_have_the_release_s_sizes() =>
        Assert.Equal((13, 9, 5, 9), (Tables.DisabledHooks.Count, Tables.UntrustedHooks.Count, Tables.TracingDenied.Count, Tables.NeverReturning.Count));

    [Fact]
    public void A_tracepoint_s_arguments_may_be_null_or_an_error()
    {
        Assert.Equal((true, false), Tables.TracepointArgument("sched_pi_setprio", 1));
        Assert.Equal((false, false), Tables.TracepointArgument("sched_pi_setprio", 0));
        Assert.Equal((true, false), Tables.TracepointArgument("kfree_skb", 3));
        Assert.Equal((false, true), Tables.TracepointArgument("cachefiles_lookup", 2));
        Assert.Null(Tables.TracepointArgument("sys_enter", 0));
    }

    [Fact]
    public void Sleeping_members_are_those_the_subsystem_checks()
    {
        Assert.True(Tables.FindStructOps("sched_ext_ops")!.Accepts("init", isSleepable: true));
        Assert.False(Tables.FindStructOps("sched_ext_ops")!.Accepts("enqueue", isSleepable: true));
        Assert.True(Tables.FindStructOps("sched_ext_ops_cid")!.Accepts("cid_online", isSleepable: true));
        Assert.False(Tables.FindStructOps("binfmt_misc_ops")!.Accepts("load", isSleepable: false));
    }

    [Fact]
    public void System_calls_may_be_slept_in_and_security_functions_overruled()
    {
        Assert.Equal((true, true), (Tables.IsSleepableFunction("__x64_sys_read"), Tables.IsModifiableFunction("__x64_sys_read")));
        Assert.Equal((false, true), (Tables.IsSleepableFunction("security_file_open"), Tables.IsModifiableFunction("security_file_open")));
        Assert.False(Tables.IsModifiableFunction("vfs_read"));
    }

    [Fact]
    public void An_iterator_is_found_by_the_function_attached_to() =>
        Assert.Equal(("task_vma", null), (Tables.FindIterator("bpf_iter_task_vma")?.Name, Tables.FindIterator("task_vma")));
}
