using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Attach;

/// <summary>What is known of the places that programs attach to.</summary>
public sealed class AttachTables
{
    /// <summary>The typedefs of raw tracepoints begin so.</summary>
    public const string TracepointPrefix = "btf_trace_";

    private const string SecurityPrefix = "security_";

    private readonly HashSet<string> faultableTracepoints = new HashSet<string>(StringComparer.Ordinal) { "sys_enter", "sys_exit" };

    private readonly Dictionary<string, StructOpsKind> structOps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IteratorTarget> iterators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> tracepoints = new(StringComparer.Ordinal);
    private readonly KernelRelease release;
    private readonly FunctionSets names;

    internal AttachTables(KernelRelease release, FunctionSets names)
    {
        this.release = release;
        this.names = names;
        ReadStructOps();
        ReadIterators();
        release.Require(TracepointRows.Known, "tracepoints");
        foreach (TracepointRow row in TracepointRows.All)
        {
            if (release.Has(row))
            {
                tracepoints.Add(row.Name, row.Mask);
            }
        }
    }

    public IReadOnlyCollection<StructOpsKind> AllStructOps => structOps.Values;

    public IReadOnlyCollection<IteratorTarget> AllIterators => iterators.Values;

    /// <summary>The struct_ops of a name, or null when the kernel has none.</summary>
    public StructOpsKind? FindStructOps(string structName) => structOps.GetValueOrDefault(structName);

    /// <summary>The target that an iterator program's function (<c>bpf_iter_task</c>) belongs to, or null.</summary>
    public IteratorTarget? FindIterator(string function) =>
        function.StartsWith(IteratorTarget.FunctionPrefix, StringComparison.Ordinal)
            ? iterators.GetValueOrDefault(function[IteratorTarget.FunctionPrefix.Length..])
            : null;

    /// <summary>
    /// A raw tracepoint's argument (from 0): may it be null, may it be an error number in disguise. Null when the tracepoint is
    /// not listed: then arguments of the kernel's own are neither, and those of modules may be null.
    /// </summary>
    public (bool MayBeNull, bool MayBeError)? TracepointArgument(string tracepoint, int argument)
    {
        if (!tracepoints.TryGetValue(tracepoint, out ulong mask))
        {
            return null;
        }

        ulong bits = argument < 16 ? mask >> (argument * 4) : 0;
        return ((bits & 1) != 0, (bits & 2) != 0);
    }

    /// <summary>Functions that tracing programs may not attach to: the trampoline uses them itself.</summary>
    public IReadOnlySet<string> TracingDenied => names[FunctionSetId.TracingDenied];

    /// <summary>Functions that never return: nothing may run after them.</summary>
    public IReadOnlySet<string> NeverReturning => names[FunctionSetId.NeverReturning];

    /// <summary>The functions that stand for security hooks (<c>bpf_lsm_file_open</c>).</summary>
    public IReadOnlySet<string> SecurityHooks => names[FunctionSetId.LsmHooks];

    /// <summary>Security hooks that no program may attach to.</summary>
    public IReadOnlySet<string> DisabledHooks => names[FunctionSetId.DisabledLsmHooks];

    /// <summary>Security hooks at which programs may sleep.</summary>
    public IReadOnlySet<string> SleepableHooks => names[FunctionSetId.SleepableLsmHooks];

    /// <summary>Security hooks whose arguments are half made or half freed, so that their pointers are not trusted.</summary>
    public IReadOnlySet<string> UntrustedHooks => names[FunctionSetId.UntrustedLsmHooks];

    /// <summary>Security hooks that run with the inode of their dentry locked: attributes are changed without taking the lock.</summary>
    public IReadOnlySet<string> InodeLockedHooks => names[FunctionSetId.LockedInodeHooks];

    /// <summary>Kernel structs that outlive an RCU section while a map holds a reference to them.</summary>
    public IReadOnlySet<string> RcuProtectedStructs => names[FunctionSetId.RcuProtectedTypes];

    /// <summary>
    /// Functions (besides the registered ones) at which a tracing program may sleep. Error injection is not configured in, with which others
    /// would be.
    /// </summary>
    public bool IsSleepableFunction(string function) =>
        names[FunctionSetId.InfluencePrefixes].Any(prefix => function.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Tracepoints that lie where page faults are fine, so that programs may sleep there: those around system calls.</summary>
    public bool IsFaultableTracepoint(string tracepoint) => faultableTracepoints.Contains(tracepoint);

    /// <summary>Functions (besides the registered ones) whose return value a tracing program may replace.</summary>
    public bool IsModifiableFunction(string function) =>
        IsSleepableFunction(function) || function.StartsWith(SecurityPrefix, StringComparison.Ordinal);

    private void ReadStructOps()
    {
        release.Require(StructOpsRows.Known & StructOpsMemberRows.Known, "struct_ops");
        ILookup<string, StructOpsMember> members = StructOpsMemberRows.All.Where(release.Has).ToLookup(row => row.Struct);
        foreach (StructOpsHead head in StructOpsRows.All.Where(release.Has))
        {
            structOps.Add(head.Struct, new StructOpsKind(head.Struct, head.Module)
            {
                Members = [.. members[head.Struct].Select(row => row.Member)],
                PrivateStackMembers = Members(members[head.Struct], MemberTraits.PrivateStack),
                SleepingMembers = Members(members[head.Struct], MemberTraits.SleepingListed),
                Sleeping = head.Sleeping,
                RefusesContextAccess = head.RefusesContextAccess,
            });
        }
    }

    private void ReadIterators()
    {
        release.Require(IteratorRows.Known, "iterators");
        foreach (IGrouping<string, IteratorRow> rows in IteratorRows.All.Where(release.Has).GroupBy(row => row.Target))
        {
            iterators.Add(rows.Key, new IteratorTarget(rows.Key, [.. rows.Select(row => row.Argument).OfType<IteratorArgument>()]));
        }
    }

    private static ImmutableArray<string> Members(IEnumerable<StructOpsMember> rows, MemberTraits trait) =>
        [.. rows.Where(row => (row.Traits & trait) != 0).Select(row => row.Member)];
}
