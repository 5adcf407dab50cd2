using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Kfuncs;

/// <summary>The questions behind <see cref="KfuncFilter"/>. Source: Linux 7.3, the filter callbacks of the kfunc sets.</summary>
internal static class KfuncFilters
{
    private static readonly Dictionary<string, SchedulerGroups> GroupsByKfunc = CollectGroups();

    private static readonly HashSet<string> CpuOnly =
        KfuncSets.All.Single(set => set.Symbol == "scx_kfunc_ids_cpu_only").Entries.Select(entry => entry.Name).ToHashSet();

    // Sets whose kfuncs every member of the scheduler's struct_ops, and tracing programs, may call.
    private static readonly HashSet<string> Everywhere = KfuncSets.All
        .Where(set => set.Symbol is "scx_kfunc_ids_any" or "scx_kfunc_ids_idle" or "scx_kfunc_ids_cid")
        .SelectMany(set => set.Entries).Select(entry => entry.Name).ToHashSet();

    public static bool Admit(KfuncFilter filter, string kfunc, ProgramTraits program) => filter switch
    {
        KfuncFilter.None => true,
        KfuncFilter.Files => IsType(program, ProgramType.Lsm) || (IsType(program, ProgramType.StructOps)
            && (program.StructOps is null
                || (program.StructOps == "binfmt_misc_ops" && !FunctionSets.SecurityOnlyFileKfuncs.Contains(kfunc)))),
        KfuncFilter.BinaryFormats => IsType(program, ProgramType.StructOps)
            && program is { StructOps: null } or { StructOps: "binfmt_misc_ops", StructOpsMember: "load" },
        KfuncFilter.KernelSockets => IsType(program, ProgramType.Syscall)
            || (IsType(program, ProgramType.Lsm) && program.AttachFunction != "bpf_lsm_socket_sendmsg"),
        KfuncFilter.QueueingDiscipline => AdmitQueueing(kfunc, program),
        KfuncFilter.Scheduler => AdmitScheduling(kfunc, program),
        KfuncFilter.Sessions => IsSession(program),
        KfuncFilter.FileDigest => IsType(program, ProgramType.Lsm),
        KfuncFilter.SocketIterators => program.AttachType == AttachType.TraceIter,
        _ => false,
    };

    private static bool IsType(ProgramTraits program, ProgramType type) => !program.IsExtension && program.Type == type;

    private static bool IsSession(ProgramTraits program) => program.AttachType switch
    {
        AttachType.TraceKprobeSession or AttachType.TraceUprobeSession => IsType(program, ProgramType.Kprobe),
        AttachType.TraceFsession or AttachType.TraceFsessionMulti => IsType(program, ProgramType.Tracing),
        _ => false,
    };

    private static bool AdmitQueueing(string kfunc, ProgramTraits program) => program.StructOps == "Qdisc_ops"
        && (KfuncSets.QdiscShared.Contains(kfunc) || program.StructOpsMember switch
        {
            "enqueue" => KfuncSets.QdiscEnqueue.Contains(kfunc),
            "dequeue" => KfuncSets.QdiscDequeue.Contains(kfunc),
            _ => false,
        });

    private static bool AdmitScheduling(string kfunc, ProgramTraits program)
    {
        SchedulerGroups groups = GroupsByKfunc.GetValueOrDefault(kfunc);
        if (IsType(program, ProgramType.Syscall))
        {
            return Everywhere.Contains(kfunc) || (groups & (SchedulerGroups.Unlocked | SchedulerGroups.SelectCpu)) != 0;
        }

        if (!IsType(program, ProgramType.StructOps))
        {
            return Everywhere.Contains(kfunc);
        }

        return program.StructOps switch
        {
            null => true,
            "sched_ext_ops" => AdmitMember(kfunc, groups, program),
            // CPU numbers and the numbers of this form are confused too easily.
            "sched_ext_ops_cid" => !CpuOnly.Contains(kfunc) && AdmitMember(kfunc, groups, program),
            _ => false,
        };
    }

    private static bool AdmitMember(string kfunc, SchedulerGroups groups, ProgramTraits program)
    {
        string member = program.StructOpsMember ?? "";
        member = StructOpsRows.SchedulerTwins.GetValueOrDefault(member, member);
        return Everywhere.Contains(kfunc) || (groups & KfuncSets.SchedulerMembers.GetValueOrDefault(member)) != 0;
    }

    private static Dictionary<string, SchedulerGroups> CollectGroups()
    {
        Dictionary<string, SchedulerGroups> groups = [];
        foreach (KfuncSet set in KfuncSets.All)
        {
            SchedulerGroups group = set.Symbol switch
            {
                "scx_kfunc_ids_unlocked" => SchedulerGroups.Unlocked,
                "scx_kfunc_ids_init_cids" => SchedulerGroups.InitCids,
                "scx_kfunc_ids_cpu_release" => SchedulerGroups.CpuRelease,
                "scx_kfunc_ids_dispatch" => SchedulerGroups.Dispatch,
                "scx_kfunc_ids_enqueue_dispatch" => SchedulerGroups.Enqueue,
                "scx_kfunc_ids_select_cpu" => SchedulerGroups.SelectCpu,
                _ => SchedulerGroups.None,
            };
            foreach (KfuncEntry entry in set.Entries)
            {
                if (group != SchedulerGroups.None)
                {
                    groups[entry.Name] = groups.GetValueOrDefault(entry.Name) | group;
                }
            }
        }

        return groups;
    }
}
