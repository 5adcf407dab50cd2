using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Helpers;

/// <summary>The helpers of a family of programs in one release: a set asked before, own rows, and a set to fall back to.</summary>
/// <param name="head">The family.</param>
/// <param name="count">One past the last helper number.</param>
internal sealed class HelperSet(HelperSetHead head, int count)
{
    private readonly HelperRow[]?[] byHelper = new HelperRow[]?[count];
    private HelperSet? before;
    private HelperSet? fallback;

    /// <summary>Appends a row; those of one helper are tried in the order in which they came.</summary>
    public void Add(HelperRow row)
    {
        ref HelperRow[]? rows = ref byHelper[(int)row.Helper];
        rows = rows is null ? [row] : [.. rows, row];
    }

    /// <summary>Ties the set to those that it asks, once all are there.</summary>
    public void Link(HelperSet?[] sets)
    {
        before = sets[(int)head.Before];
        fallback = sets[(int)head.Fallback];
    }

    /// <summary>The prototype for this program; none when it may not call the helper.</summary>
    public PrototypeId Find(HelperId helper, ProgramTraits program, FunctionSets names)
    {
        for (HelperSet? set = this; set is not null; set = set.fallback)
        {
            if (set.before is { } first && set.IsFirstAsked(program) && first.Find(helper, program, names) is not PrototypeId.None and var early)
            {
                return early;
            }

            if (set.byHelper[(int)helper] is { } rows)
            {
                return FindRow(rows, program, names)?.Prototype ?? PrototypeId.None;
            }
        }

        return PrototypeId.None;
    }

    private bool IsFirstAsked(ProgramTraits program) => head.BeforeOnlyFor.Contains(program.AttachType);

    private static HelperRow? FindRow(HelperRow[] rows, ProgramTraits program, FunctionSets names)
    {
        foreach (HelperRow row in rows)
        {
            if (row.AppliesTo(program, names))
            {
                return row;
            }
        }

        return null;
    }
}
