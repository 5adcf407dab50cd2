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
    private static readonly string[] Variants = ["_diff", "_pct", "_a", "_b"];

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
        StatColumn? column = ascending is null ? null : Find(name[..^1], out _);
        bool absolute;
        if (column is null)
        {
            ascending = null;
            column = Find(name, out absolute);
        }
        else
        {
            Find(name[..^1], out absolute);
        }

        return column is null
            ? throw new FormatException($"Unrecognized stat name '{item}'")
            : new SortKey(column, ascending ?? column.IsText, absolute);
    }

    /// <summary>A column by its name between optional bars, with an optional variant of the compare mode, which means nothing here.</summary>
    private static StatColumn? Find(ReadOnlySpan<char> name, out bool absolute)
    {
        absolute = name.Length > 2 && name[0] == '|' && name[^1] == '|';
        name = absolute ? name[1..^1] : name;
        foreach (string variant in Variants)
        {
            if (StatColumn.Find(name) is null && name.EndsWith(variant, StringComparison.Ordinal))
            {
                name = name[..^variant.Length];
            }
        }

        return StatColumn.Find(name);
    }

    /// <summary>Orders reports by the keys; ties fall to file, then program.</summary>
    public static Comparison<ProgramReport> Comparison(IReadOnlyList<SortKey> keys) => (a, b) =>
    {
        foreach (SortKey key in keys)
        {
            int order = key.Compare(a, b);
            if (order != 0)
            {
                return order;
            }
        }

        int tie = string.CompareOrdinal(a.ObjectName, b.ObjectName);
        return tie != 0 ? tie : string.CompareOrdinal(a.ProgramName, b.ProgramName);
    };

    private int Compare(ProgramReport a, ProgramReport b)
    {
        int order = Column.NumberOf(a) is { } x && Column.NumberOf(b) is { } y
            ? (IsAbsolute ? Math.Abs(x).CompareTo(Math.Abs(y)) : x.CompareTo(y))
            : string.CompareOrdinal(Column.TextOf(a), Column.TextOf(b));
        return IsAscending ? order : -order;
    }
}
