using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vouch.Report.Stat;

/// <summary>Which of two runs' values is meant.</summary>
public enum StatVariant
{
    /// <summary>The first run's: <c>_a</c>.</summary>
    Base,

    /// <summary>The second run's: <c>_b</c>, or nothing.</summary>
    Compared,

    /// <summary>The second less the first: <c>_diff</c>; of verdicts, whether they are the same.</summary>
    Difference,

    /// <summary>The difference in percent of the first: <c>_pct</c>.</summary>
    Percent,
}

/// <summary>One program in two runs.</summary>
/// <param name="Base">Null where the first run does not have it.</param>
/// <param name="Compared">Null where the second run does not have it.</param>
public sealed record StatPair(StatRow? Base, StatRow? Compared)
{
    private const string Missing = "N/A";

    public string File => (Base ?? Compared)!.File;

    public string Program => (Base ?? Compared)!.Program;

    /// <summary>The programs of two runs, by file and program.</summary>
    public static IReadOnlyList<StatPair> Join(IEnumerable<StatRow> first, IEnumerable<StatRow> second)
    {
        List<StatRow> a = InOrder(first), b = InOrder(second);
        List<StatPair> pairs = [];
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            int order = i == a.Count ? 1 : j == b.Count ? -1 : Compare(a[i], b[j]);
            pairs.Add(new StatPair(order <= 0 ? a[i] : null, order >= 0 ? b[j] : null));
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return pairs;
    }

    /// <summary>The value as a number; null for names, and where a run that it needs does not have the program.</summary>
    public double? NumberOf(StatColumn column, StatVariant variant)
    {
        long? a = Base?.NumberOf(column), b = Compared?.NumberOf(column);
        return variant switch
        {
            StatVariant.Base => a,
            StatVariant.Compared => b,
            StatVariant.Difference when column == StatColumn.Verdict => a is null || b is null ? null : a == b ? 1 : 0,
            StatVariant.Difference => b - a,
            _ => a is { } x && b is { } y ? Percent(x, y) : null,
        };
    }

    /// <summary>The cells of a column: the first value, the second, and what lies between; of names, the name alone.</summary>
    public IReadOnlyList<string> CellsOf(StatColumn column)
    {
        if (column.IsName)
        {
            return [(Base ?? Compared)!.TextOf(column)];
        }

        return [Base?.TextOf(column) ?? Missing, Compared?.TextOf(column) ?? Missing, DifferenceOf(column)];
    }

    private string DifferenceOf(StatColumn column)
    {
        if (Base is null || Compared is null)
        {
            return Missing;
        }

        if (column.IsText)
        {
            return Base.TextOf(column) == Compared.TextOf(column) ? "MATCH" : "MISMATCH";
        }

        long a = Base.NumberOf(column)!.Value, b = Compared.NumberOf(column)!.Value;
        double percent = Percent(a, b);
        long difference = unchecked(b - a);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(difference < 0 ? "" : "+")}{difference} ({(double.IsNegative(percent) ? '-' : '+')}{Hundredths(Math.Abs(percent))}%)");
    }

    private static double Percent(long a, long b) =>
        a != 0 ? unchecked(b - a) * 100.0 / a : a == b ? 0 : b < a ? -100 : 100;

    /// <summary>
    /// Two places behind the point, rounded as C's library does. What lies exactly in the middle, which only odd numbers of eighths do, goes to
    /// the even neighbour.
    /// </summary>
    private static string Hundredths(double number)
    {
        if (number * 8 % 2 != 1)
        {
            return number.ToString("F2", CultureInfo.InvariantCulture);
        }

        double below = Math.Floor(number * 100);
        return ((below % 2 == 0 ? below : below + 1) / 100).ToString("F2", CultureInfo.InvariantCulture);
    }

    private static List<StatRow> InOrder(IEnumerable<StatRow> rows) =>
        [.. rows.OrderBy(r => r.File, StringComparer.Ordinal).ThenBy(r => r.Program, StringComparer.Ordinal)];

    private static int Compare(StatRow a, StatRow b) => string.CompareOrdinal(a.File, b.File) is not 0 and int order
        ? order
        : string.CompareOrdinal(a.Program, b.Program);
}
