using System;
using System.Collections.Generic;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Kfuncs;

/// <summary>The questions behind <see cref="KfuncFilter"/>. Source: Linux 7.3 and 6.18, the filter callbacks of the kfunc sets.</summary>
internal sealed class KfuncFilters
{
    private const ReleaseSet Known = Spans.Since618;

    private readonly Dictionary<string, SchedulerGroups> groupsByKfunc = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchedulerGroups> groupsByMember = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> twins = new(StringComparer.Ordinal);
    private readonly HashSet<string> cpuOnly = new(StringComparer.Ordinal);

    // Kfuncs that every member of the scheduler's struct_ops, and tracing programs, may call.
    private readonly HashSet<string> everywhere = new(StringComparer.Ordinal);

    private readonly KernelRelease release;
    private readonly FunctionSets names;

    public KfuncFilters(KernelRelease release, FunctionSets names)
    {
        this.release = release;
        this.names = names;
        foreach (SchedulerMember row in SchedulerMemberRows.All)
        {
            if (release.Has(row))
            {
                groupsByMember.Add(row.Member, row.Groups);
            }
        }

        foreach (SchedulerTwin row in SchedulerTwinRows.All)
        {
            if (release.Has(row))
            {
                twins.Add(row.Member, row.Twin);
            }
        }
    }

    /// <summary>Takes up a kfunc: some sets are groups that the scheduler's filter asks for.</summary>
    public void Note(KfuncEntry entry)
    {
        SchedulerGroups group = GroupOf(entry.Set);
        if (group != SchedulerGroups.None)
        {
            groupsByKfunc[entry.Name] = groupsByKfunc.GetValueOrDefault(entry.Name) | group;
        }
        else if (entry.Set == "scx_kfunc_ids_cpu_only")
        {
            _ = cpuOnly.Add(entry.Name);
        }
        else if (entry.Set is "scx_kfunc_ids_any" or "scx_kfunc_ids_idle" or "scx_kfunc_ids_cid")
        {
            _ = everywhere.Add(entry.Name);
        }
    }

    /// <summary>Whether the filter of a set lets this program call one of its kfuncs.</summary>
    public bool Admit(KfuncFilter filter, string kfunc, ProgramTraits program)
    {
        if (filter == KfuncFilter.None)
        {
            return true;
        }

        release.Require(Known, "the filters of kfuncs");
        return Asks(filter, kfunc, program);
    }

    private bool Asks(KfuncFilter filter, string kfunc, ProgramTraits program) => filter switch
    {
        KfuncFilter.Files => IsType(program, ProgramType.Lsm) || (IsType(program, ProgramType.StructOps)
            && (program.StructOps is null
                || (program.StructOps == "binfmt_misc_ops" && !names[FunctionSetId.SecurityOnlyFileKfuncs].Contains(kfunc)))),
        KfuncFilter.BinaryFormats => IsType(program, ProgramType.StructOps)
            && program is { StructOps: null } or { StructOps: "binfmt_misc_ops", StructOpsMember: "load" },
        KfuncFilter.KernelSockets => IsType(program, ProgramType.Syscall)
            || (IsType(program, ProgramType.Lsm) && program.AttachFunction != "bpf_lsm_socket_sendmsg"),
        KfuncFilter.QueueingDiscipline => AdmitQueueing(kfunc, program),
        KfuncFilter.Scheduler => AdmitScheduling(kfunc, program),
        KfuncFilter.Sessions => IsSession(program),
        KfuncFilter.Security => IsType(program, ProgramType.Lsm),
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

    private bool AdmitQueueing(string kfunc, ProgramTraits program) => program.StructOps == "Qdisc_ops"
        && (names[FunctionSetId.QdiscShared].Contains(kfunc) || program.StructOpsMember switch
        {
            "enqueue" => names[FunctionSetId.QdiscEnqueue].Contains(kfunc),
            "dequeue" => names[FunctionSetId.QdiscDequeue].Contains(kfunc),
            _ => false,
        });

    private bool AdmitScheduling(string kfunc, ProgramTraits program)
    {
        SchedulerGroups groups = groupsByKfunc.GetValueOrDefault(kfunc);
        if (IsType(program, ProgramType.Syscall))
        {
            return everywhere.Contains(kfunc) || (groups & (SchedulerGroups.Unlocked | SchedulerGroups.SelectCpu)) != 0;
        }

        if (!IsType(program, ProgramType.StructOps))
        {
            return everywhere.Contains(kfunc);
        }

        return program.StructOps switch
        {
            null => true,
            "sched_ext_ops" => AdmitMember(kfunc, groups, program),
            // CPU numbers and the numbers of this form are confused too easily.
            "sched_ext_ops_cid" => !cpuOnly.Contains(kfunc) && AdmitMember(kfunc, groups, program),
            _ => false,
        };
    }

    private bool AdmitMember(string kfunc, SchedulerGroups groups, ProgramTraits program)
    {
        string member = program.StructOpsMember ?? "";
        member = twins.GetValueOrDefault(member, member);
        return everywhere.Contains(kfunc) || (groups & groupsByMember.GetValueOrDefault(member)) != 0;
    }

    private static SchedulerGroups GroupOf(string set) => set switch
    {
        "scx_kfunc_ids_unlocked" => SchedulerGroups.Unlocked,
        "scx_kfunc_ids_init_cids" => SchedulerGroups.InitCids,
        "scx_kfunc_ids_cpu_release" => SchedulerGroups.CpuRelease,
        "scx_kfunc_ids_dispatch" => SchedulerGroups.Dispatch,
        "scx_kfunc_ids_enqueue_dispatch" => SchedulerGroups.Enqueue,
        "scx_kfunc_ids_select_cpu" => SchedulerGroups.SelectCpu,
        _ => SchedulerGroups.None,
    };
}
