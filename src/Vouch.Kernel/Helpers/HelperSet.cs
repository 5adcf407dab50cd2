using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Helpers;

/// <summary>A question about the program that decides whether a row of a helper set counts.</summary>
internal enum HelperCondition : byte
{
    None,
    Sleepable,
    /// <summary>The kernel is not locked down against reading or writing memory.</summary>
    NotLockedDown,
    HasTrampoline,
    IsTracingRawTracepoint,
    IsLockedSocketHook,
    IsUnlockedSocketHook,
    IsNotCongestionRelease,
    /// <summary>An iterator over TCP or UNIX sockets.</summary>
    IsSocketIterator,
}

/// <summary>One helper in a set. Rows of the same helper are tried in order; no prototype means refused.</summary>
internal sealed record HelperRow(HelperId Helper, HelperPrototype? Prototype)
{
    public Capabilities Requires { get; init; }

    public AttachTypes AttachTypes { get; init; } = AttachTypes.All;

    public HelperCondition Condition { get; init; }

    public bool AppliesTo(ProgramTraits program) =>
        program.Capabilities.Grants(Requires) && AttachTypes.Contains(program.AttachType) && Condition switch
        {
            HelperCondition.None or HelperCondition.NotLockedDown => true,
            HelperCondition.Sleepable => program.IsSleepable,
            HelperCondition.HasTrampoline => program.HasTrampoline,
            HelperCondition.IsTracingRawTracepoint =>
                !program.IsExtension && program is { Type: ProgramType.Tracing, AttachType: AttachType.TraceRawTp },
            HelperCondition.IsLockedSocketHook => IsIn(FunctionSets.LockedSocketHooks, program) && IsCgroupHook(program),
            HelperCondition.IsUnlockedSocketHook => IsIn(FunctionSets.UnlockedSocketHooks, program) && IsCgroupHook(program),
            HelperCondition.IsNotCongestionRelease => program.StructOpsMember != "release",
            HelperCondition.IsSocketIterator =>
                program is { AttachType: AttachType.TraceIter, AttachFunction: "bpf_iter_tcp" or "bpf_iter_unix" },
            _ => false,
        };

    private static bool IsIn(IReadOnlySet<string> names, ProgramTraits program) =>
        program.AttachFunction is { } name && names.Contains(name);

    private static bool IsCgroupHook(ProgramTraits program) => program.AttachType == AttachType.LsmCgroup;
}

/// <summary>The helpers of a family of programs: a set asked before, own rows, and a set to fall back to.</summary>
internal sealed class HelperSet(string name, HelperSet? fallback)
{
    private readonly HelperRow[]?[] byHelper = new HelperRow[]?[HelperNames.ByNumber.Length];

    public string Name { get; } = name;

    public HelperSet? Fallback { get; } = fallback;

    /// <summary>Asked first; where it has no answer the own rows are asked.</summary>
    public HelperSet? Before { get; init; }

    /// <summary>Attach types for which <see cref="Before"/> is asked.</summary>
    public AttachTypes BeforeOnlyFor { get; init; } = AttachTypes.All;

    public required ImmutableArray<HelperRow> Rows
    {
        get;
        init
        {
            field = value;
            foreach (HelperRow row in value)
            {
                ref HelperRow[]? rows = ref byHelper[(int)row.Helper];
                rows = rows is null ? [row] : [.. rows, row];
            }
        }
    }

    /// <summary>The prototype for this program; null means that it may not call the helper.</summary>
    public HelperPrototype? Find(HelperId helper, ProgramTraits program)
    {
        for (HelperSet? set = this; set is not null; set = set.Fallback)
        {
            if (set.Before is { } before && set.BeforeOnlyFor.Contains(program.AttachType)
                && before.Find(helper, program) is { } early)
            {
                return early;
            }

            if (set.byHelper[(int)helper] is { } rows)
            {
                return FindRow(rows, program)?.Prototype;
            }
        }

        return null;
    }

    private static HelperRow? FindRow(HelperRow[] rows, ProgramTraits program)
    {
        foreach (HelperRow row in rows)
        {
            if (row.AppliesTo(program))
            {
                return row;
            }
        }

        return null;
    }
}
