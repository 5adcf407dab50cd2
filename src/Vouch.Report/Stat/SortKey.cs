using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Vouch.Report.Stat;

/// <summary>A column to show or to sort by, as <c>-e</c> and <c>-s</c> spell it: <c>insns</c>, <c>|insns|^</c>, <c>file.</c>.</summary>
/// <param name="Column">The column.</param>
/// <param name="IsAscending">Smallest first.</param>
/// <param name="IsAbsolute">Sort by the value without its sign.</param>
public sealed record SortKey(StatColumn Column, bool IsAscending, bool IsAbsolute)
{
    private static readonly (string Ending, StatVariant Variant)[] Variants =
        [("_a", StatVariant.Base), ("_b", StatVariant.Compared), ("_diff", StatVariant.Difference), ("_pct", StatVariant.Percent)];

    /// <summary>Which value, where two runs are compared.</summary>
    public StatVariant Variant { get; private init; } = StatVariant.Compared;

    /// <summary>By file, then by program.</summary>
    public static ImmutableArray<SortKey> Default { get; } = [new(StatColumn.File, true, false), new(StatColumn.Program, true, false)];

    /// <summary>Reads a comma-separated list.</summary>
    /// <exception cref="FormatException">A name is not a column.</exception>
    public static ImmutableArray<SortKey> ParseList(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        ImmutableArray<SortKey>.Builder keys = ImmutableArray.CreateBuilder<SortKey>();
        foreach (string item in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            keys.Add(Parse(item));
        }

        return keys.ToImmutable();
    }

    private static SortKey Parse(string item)
    {
        ReadOnlySpan<char> name = item.AsSpan().Trim();
        bool? ascending = name.Length == 0 ? null : name[^1] switch
        {
            '^' => true,
            'v' or 'V' or '.' or '!' or '_' => false,
            _ => null,
        };
        StatColumn? column = ascending is null ? null : Find(name[..^1], out _, out _);
        bool absolute;
        StatVariant variant;
        if (column is null)
        {
            ascending = null;
            column = Find(name, out absolute, out variant);
        }
        else
        {
            Find(name[..^1], out absolute, out variant);
        }

        return column is null
            ? throw new FormatException($"Unrecognized stat name '{item}'")
            : new SortKey(column, ascending ?? column.SortsUpward, absolute) { Variant = variant };
    }

    /// <summary>A column by its name between optional bars, with an optional variant.</summary>
    private static StatColumn? Find(ReadOnlySpan<char> name, out bool absolute, out StatVariant variant)
    {
        absolute = name.Length > 2 && name[0] == '|' && name[^1] == '|';
        name = absolute ? name[1..^1] : name;
        variant = StatVariant.Compared;
        foreach ((string ending, StatVariant named) in Variants)
        {
            if (StatColumn.Find(name) is null && name.EndsWith(ending, StringComparison.Ordinal))
            {
                name = name[..^ending.Length];
                variant = named;
            }
        }

        return StatColumn.Find(name);
    }

    /// <summary>Orders rows by the keys; ties fall to file, then program.</summary>
    public static Comparison<StatRow> Comparison(IReadOnlyList<SortKey> keys) => (a, b) =>
    {
        foreach (SortKey key in keys)
        {
            int order = key.Compare(a, b);
            if (order != 0)
            {
                return order;
            }
        }

        return CompareNames((a.File, a.Program), (b.File, b.Program));
    };

    /// <summary>The same for two runs; what is missing in one is less than any number.</summary>
    public static Comparison<StatPair> PairComparison(IReadOnlyList<SortKey> keys) => (a, b) =>
    {
        foreach (SortKey key in keys)
        {
            int order = key.Compare(a, b);
            if (order != 0)
            {
                return order;
            }
        }

        return CompareNames((a.File, a.Program), (b.File, b.Program));
    };

    private static int CompareNames((string File, string Program) a, (string File, string Program) b) =>
        string.CompareOrdinal(a.File, b.File) is not 0 and int order ? order : string.CompareOrdinal(a.Program, b.Program);

    private int Compare(StatRow a, StatRow b)
    {
        int order = a.NumberOf(Column) is { } x && b.NumberOf(Column) is { } y
            ? (IsAbsolute ? Magnitude(x).CompareTo(Magnitude(y)) : x.CompareTo(y))
            : string.CompareOrdinal(a.TextOf(Column), b.TextOf(Column));
        return IsAscending ? order : -order;
    }

    private int Compare(StatPair a, StatPair b)
    {
        if (Column.IsName)
        {
            int names = Column == StatColumn.File ? string.CompareOrdinal(a.File, b.File) : string.CompareOrdinal(a.Program, b.Program);
            return IsAscending ? names : -names;
        }

        double x = a.NumberOf(Column, Variant) ?? -double.MaxValue, y = b.NumberOf(Column, Variant) ?? -double.MaxValue;
        int order = IsAbsolute ? Math.Abs(x).CompareTo(Math.Abs(y)) : x.CompareTo(y);
        return IsAscending ? order : -order;
    }

    private static ulong Magnitude(long number) => number < 0 ? 0UL - (ulong)number : (ulong)number;
}
