using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Kernel.Attach;

/// <summary>What is known of the places that programs attach to.</summary>
public sealed class AttachTables
{
    /// <summary>The typedefs of raw tracepoints begin so.</summary>
    public const string TracepointPrefix = "btf_trace_";

    private const string SecurityPrefix = "security_";

    // Without error injection configured in, system calls are the functions that tracing may influence.
    private readonly string systemCallPrefix = "__x64_";

    private readonly HashSet<string> faultableTracepoints = new HashSet<string>(StringComparer.Ordinal) { "sys_enter", "sys_exit" };

    private readonly Dictionary<string, StructOpsKind> structOps = StructOpsRows.All.ToDictionary(kind => kind.Struct);
    private readonly Dictionary<string, IteratorTarget> iterators = IteratorRows.All.ToDictionary(target => target.Name);
    private readonly IReadOnlyDictionary<string, ulong> tracepoints = TracepointRows.Masks;

    internal AttachTables()
    {
    }

    public ImmutableArray<StructOpsKind> AllStructOps { get; } = StructOpsRows.All;

    public ImmutableArray<IteratorTarget> AllIterators { get; } = IteratorRows.All;

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
    public IReadOnlySet<string> TracingDenied { get; } = FunctionSets.TracingDenied;

    /// <summary>Functions that never return: nothing may run after them.</summary>
    public IReadOnlySet<string> NeverReturning { get; } = FunctionSets.NeverReturning;

    /// <summary>The functions that stand for security hooks (<c>bpf_lsm_file_open</c>).</summary>
    public IReadOnlySet<string> SecurityHooks { get; } = FunctionSets.LsmHooks;

    /// <summary>Security hooks that no program may attach to.</summary>
    public IReadOnlySet<string> DisabledHooks { get; } = FunctionSets.DisabledLsmHooks;

    /// <summary>Security hooks at which programs may sleep.</summary>
    public IReadOnlySet<string> SleepableHooks { get; } = FunctionSets.SleepableLsmHooks;

    /// <summary>Security hooks whose arguments are half made or half freed, so that their pointers are not trusted.</summary>
    public IReadOnlySet<string> UntrustedHooks { get; } = FunctionSets.UntrustedLsmHooks;

    /// <summary>Security hooks that run with the inode of their dentry locked: attributes are changed without taking the lock.</summary>
    public IReadOnlySet<string> InodeLockedHooks { get; } = FunctionSets.LockedInodeHooks;

    /// <summary>Kernel structs that outlive an RCU section while a map holds a reference to them.</summary>
    public IReadOnlySet<string> RcuProtectedStructs { get; } = FunctionSets.RcuProtectedTypes;

    /// <summary>Functions (besides the registered ones) at which a tracing program may sleep.</summary>
    public bool IsSleepableFunction(string function) => function.StartsWith(systemCallPrefix, StringComparison.Ordinal);

    /// <summary>Tracepoints that lie where page faults are fine, so that programs may sleep there: those around system calls.</summary>
    public bool IsFaultableTracepoint(string tracepoint) => faultableTracepoints.Contains(tracepoint);

    /// <summary>Functions (besides the registered ones) whose return value a tracing program may replace.</summary>
    public bool IsModifiableFunction(string function) =>
        IsSleepableFunction(function) || function.StartsWith(SecurityPrefix, StringComparison.Ordinal);
}
