using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Kfuncs;
using Vouch.Kernel.Maps;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;
using Xunit;

namespace Vouch.Kernel.Tests.Releases;

/// <summary>What every profile that can be opened must hold, and what a release is known to have otherwise.</summary>
public class FactsOfReleasesTests
{
    private static readonly KernelProfile Linux618 = KernelProfile.Open("linux-6.18");

    public static TheoryData<string> Profiles => [.. KernelProfile.Names];

    private static IEnumerable<BtfType> TypesOf(BtfSpec types) =>
        Enumerable.Range(1, types.TypeLimit - 1).Select(id => types.Type(new BtfTypeId(id)));

    private static IEnumerable<KfuncEntry> KernelKfuncs(KernelProfile kernel)
    {
        HashSet<string> ours = [.. KfuncSetRows.All.Where(kernel.Release.Has).Where(set => set.Module == KfuncTable.KernelModule).Select(set => set.Symbol)];
        return KfuncRows.All.Where(kernel.Release.Has).Where(entry => ours.Contains(entry.Set));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_profile_opens_the_data_of_its_own_release(string name)
    {
        KernelProfile kernel = KernelProfile.Open(name);
        Assert.Same(kernel, KernelProfile.Open(name));
        Assert.Equal(name, kernel.Release.Name);
        Assert.NotNull(kernel.Configuration.Find("CONFIG_BPF_SYSCALL"));
        Assert.True(kernel.Symbols.Contains("bpf_map_lookup_elem") || kernel.Symbols.Contains("__x64_sys_bpf"));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Kfuncs_of_the_kernel_are_functions_of_its_BTF(string name)
    {
        KernelProfile kernel = KernelProfile.Open(name);
        Assert.DoesNotContain(KernelKfuncs(kernel), entry => kernel.Types.Find(entry.Name, BtfKind.Function) is null);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_function_tagged_as_kfunc_is_in_the_table(string name)
    {
        KernelProfile kernel = KernelProfile.Open(name);
        BtfSpec types = kernel.Types;
        Assert.Empty(
            TypesOf(types).Where(type => type.Kind == BtfKind.DeclarationTag && types.NameOf(type) == "bpf_kfunc")
                .Select(tag => types.NameOf(tag.Target))
                .Except(KernelKfuncs(kernel).Select(entry => entry.Name)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Types_that_rows_name_are_structs_of_that_kernel(string name)
    {
        KernelProfile kernel = KernelProfile.Open(name);
        IEnumerable<string?> named =
        [
            .. kernel.Maps.All.Select(row => row.KernelStruct),
            .. kernel.Helpers.Prototypes.Select(prototype => prototype.Returns.TypeName),
            .. kernel.Helpers.Prototypes.SelectMany(prototype => prototype.Arguments).Select(argument => argument.TypeName),
        ];
        Assert.DoesNotContain(named, type => type is not null && kernel.Types.Find(type, BtfKind.Struct) is null);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_helper_set_hands_out_prototypes_that_the_release_has(string name)
    {
        KernelRelease release = KernelProfile.Open(name).Release;
        HashSet<PrototypeId> known = [PrototypeId.None, .. HelperPrototypeRows.All.Where(release.Has).Select(row => row.Id)];
        Assert.DoesNotContain(HelperSetRows.All.Where(release.Has), row => !known.Contains(row.Prototype));
    }

    [Theory] // delta 6.18 K4
    [InlineData("bpf_obj_new_impl", true)]
    [InlineData("bpf_obj_new", false)]
    [InlineData("bpf_wq_set_callback_impl", true)]
    [InlineData("bpf_dynptr_from_file", false)]
    public void Linux_6_18_has_allocation_kfuncs_under_their_old_names_alone(string name, bool isThere) =>
        Assert.Equal(isThere, Linux618.Kfuncs.IsRegistered(KfuncTable.KernelModule, name));

    [Fact] // delta 6.18 K4
    public void Linux_6_18_asks_for_trusted_arguments_kfunc_by_kfunc()
    {
        ProgramTraits program = new() { Type = ProgramType.Syscall };
        KfuncFlags Of(KernelProfile kernel, string name) => kernel.Kfuncs.Find(KfuncTable.KernelModule, name, program)!.Value & KfuncFlags.UntrustedArguments;
        Assert.Equal(
            [KfuncFlags.UntrustedArguments, KfuncFlags.None, KfuncFlags.None, KfuncFlags.None],
            [Of(Linux618, "bpf_task_acquire"), Of(Linux618, "bpf_task_release"), Of(Linux618, "bpf_iter_css_new"), Of(KernelProfile.Linux73, "bpf_task_acquire")]);
    }

    [Theory] // delta 6.18 A9, K7
    [InlineData(MapType.LpmTrie, false)]
    [InlineData(MapType.ProgArray, false)]
    [InlineData(MapType.Hash, true)]
    public void Linux_6_18_keeps_some_maps_from_sleepable_programs(MapType type, bool isAllowed) =>
        Assert.Equal((isAllowed, true), (Linux618.Maps.Find(type)!.AllowsSleepablePrograms, KernelProfile.Linux73.Maps.Find(type)!.AllowsSleepablePrograms));

    [Theory] // delta 6.18 K7
    [InlineData(MapType.InsnArray)]
    [InlineData(MapType.Rhash)]
    public void Linux_6_18_does_not_have_the_newest_map_types(MapType type) => Assert.Null(Linux618.Maps.Find(type));

    [Theory] // delta 6.18 Y8
    [InlineData(ProgramType.Tracing, AttachType.TraceFentry, true, true)]
    [InlineData(ProgramType.Tracing, AttachType.TraceRawTp, true, false)]
    [InlineData(ProgramType.RawTracepoint, AttachType.CgroupInetIngress, true, false)]
    [InlineData(ProgramType.Lsm, AttachType.LsmCgroup, false, true)]
    [InlineData(ProgramType.Xdp, AttachType.Xdp, false, false)]
    public void Which_programs_may_be_sleepable_depends_on_the_release(ProgramType type, AttachType attachType, bool newest, bool older) =>
        Assert.Equal(
            (newest, older),
            (KernelProfile.Linux73.ProgramTypes.Find(type)!.SleepableWith.Contains(attachType),
                Linux618.ProgramTypes.Find(type)!.SleepableWith.Contains(attachType)));

    [Fact] // delta 6.18 Y9
    public void Linux_6_18_offers_raw_tracepoints_only_what_is_for_all()
    {
        ProgramTraits program = new() { Type = ProgramType.RawTracepoint };
        Assert.Null(Linux618.Kfuncs.Find(KfuncTable.KernelModule, "bpf_task_from_pid", program));
        Assert.NotNull(Linux618.Kfuncs.Find(KfuncTable.KernelModule, "bpf_rcu_read_lock", program));
    }

    [Fact] // delta 6.18 A7
    public void Linux_6_18_lets_nobody_sleep_in_system_calls_without_error_injection() =>
        Assert.Equal(
            (true, false), (KernelProfile.Linux73.Attach.IsSleepableFunction("__x64_sys_bpf"), Linux618.Attach.IsSleepableFunction("__x64_sys_bpf")));

    [Fact] // delta 6.18 K8
    public void Linux_6_18_knows_attach_types_up_to_sessions_of_user_probes() =>
        Assert.Equal((AttachType.TraceUprobeSession, AttachType.TraceFsessionMulti), ((AttachType)(Linux618.ProgramTypes.AttachTypeCount - 1), (AttachType)(KernelProfile.Linux73.ProgramTypes.AttachTypeCount - 1)));

    [Fact] // delta 6.18 K4
    public void Linux_6_18_keeps_file_kfuncs_for_security_programs()
    {
        ProgramTraits handler = new() { Type = ProgramType.StructOps, StructOps = "binfmt_misc_ops", StructOpsMember = "load" };
        Assert.NotNull(Linux618.Kfuncs.Find(KfuncTable.KernelModule, "bpf_path_d_path", new() { Type = ProgramType.Lsm }));
        Assert.Null(Linux618.Kfuncs.Find(KfuncTable.KernelModule, "bpf_path_d_path", handler));
        Assert.NotNull(KernelProfile.Linux73.Kfuncs.Find(KfuncTable.KernelModule, "bpf_path_d_path", handler));
    }
}
