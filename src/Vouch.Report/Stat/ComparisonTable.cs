using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Vouch.Report.Stat;

/// <summary>Writes two runs side by side as veristat does.</summary>
public static class ComparisonTable
{
    private const string Gap = "  ";

    private static readonly string[] HeaderEnds = [" (A)", " (B)", " (DIFF)"], NameEnds = ["_base", "_comp", "_diff"];

    /// <summary>Comma-separated values with a header.</summary>
    public static void WriteCsv(TextWriter writer, IReadOnlyList<StatColumn> columns, IEnumerable<StatPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(pairs);
        WriteLine(writer, ",", columns.SelectMany(c => c.IsName ? [c.Names[0]] : NameEnds.Select(end => c.Names[0] + end)));
        foreach (StatPair pair in pairs)
        {
            WriteLine(writer, ",", columns.SelectMany(pair.CellsOf).Select(StatTable.Cell));
        }
    }

    /// <summary>An aligned table.</summary>
    public static void WriteTable(TextWriter writer, IReadOnlyList<StatColumn> columns, IReadOnlyList<StatPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(pairs);
        List<(StatColumn Column, string End)> fields =
            [.. columns.SelectMany(c => c.IsName ? [(c, "")] : HeaderEnds.Select(end => (c, end)))];
        List<List<string>> rows = [.. pairs.Select(pair => columns.SelectMany(pair.CellsOf).ToList())];
        int[] widths = [.. fields.Select((f, i) => Math.Max(f.Column.Header.Length + f.End.Length, rows.Select(r => r[i].Length).DefaultIfEmpty().Max()))];
        WriteLine(writer, Gap, fields.Select((f, i) => f.Column.Header.PadRight(widths[i] - f.End.Length) + f.End));
        WriteLine(writer, Gap, widths.Select(width => new string('-', width)));
        foreach (List<string> row in rows)
        {
            WriteLine(writer, Gap, row.Select((cell, i) => fields[i].Column.IsText ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])));
        }
    }

    private static void WriteLine(TextWriter writer, string separator, IEnumerable<string> cells)
    {
        writer.Write(string.Join(separator, cells));
        writer.Write('\n');
    }
}
