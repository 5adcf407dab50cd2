using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Vouch.Report.Stat;

/// <summary>How many files and programs were looked at and passed over: the table's last line.</summary>
public readonly record struct StatCounts(int FilesProcessed, int ProgramsProcessed, int FilesSkipped, int ProgramsSkipped);

/// <summary>Writes rows as veristat does. Programs read this text, so widths, gaps and dashes are part of it.</summary>
public static class StatTable
{
    private const string Gap = "  ";

    /// <summary>Comma-separated values with a header; the dialect has no quotes.</summary>
    public static void WriteCsv(TextWriter writer, IReadOnlyList<StatColumn> columns, IEnumerable<StatRow> rows)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        WriteLine(writer, columns, ",", column => column.Names[0]);
        foreach (StatRow row in rows)
        {
            WriteLine(writer, columns, ",", column => Cell(row.TextOf(column)));
        }
    }

    /// <summary>
    /// A cell of the CSV: the dialect has no quotes, so what would end the cell or the line is written as <c>\xNN</c>, by its number.
    /// </summary>
    internal static string Cell(string text) => text.AsSpan().ContainsAny(',', '\n', '\r')
        ? text.Replace(",", @"\x2c", StringComparison.Ordinal).Replace("\n", @"\x0a", StringComparison.Ordinal).Replace("\r", @"\x0d", StringComparison.Ordinal)
        : text;

    /// <summary>An aligned table with the counts below it. Columns are as wide as all rows make them, shown or not.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="counts">The last line.</param>
    /// <param name="top">How many rows are shown.</param>
    public static void WriteTable(
        TextWriter writer, IReadOnlyList<StatColumn> columns, IReadOnlyList<StatRow> rows, StatCounts counts, int top = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        Dictionary<StatColumn, int> widths = [];
        foreach (StatColumn column in columns)
        {
            int width = column.Header.Length;
            foreach (StatRow row in rows)
            {
                width = Math.Max(width, row.TextOf(column).Length);
            }

            widths[column] = width;
        }

        string Align(StatColumn column, string text) =>
            column.IsText ? text.PadRight(widths[column]) : text.PadLeft(widths[column]);

        // Of program and attach types the header stands at the right, the values at the left.
        WriteLine(writer, columns, Gap, column => column.SortsUpward ? column.Header.PadRight(widths[column]) : column.Header.PadLeft(widths[column]));
        WriteLine(writer, columns, Gap, column => new string('-', widths[column]));
        foreach (StatRow row in rows.Take(top))
        {
            WriteLine(writer, columns, Gap, column => Align(column, row.TextOf(column)));
        }

        WriteLine(writer, columns, Gap, column => new string('-', widths[column]));
        writer.Write(FormattableString.Invariant(
            $"Done. Processed {counts.FilesProcessed} files, {counts.ProgramsProcessed} programs. Skipped {counts.FilesSkipped} files, {counts.ProgramsSkipped} programs.\n"));
    }

    private static void WriteLine(TextWriter writer, IReadOnlyList<StatColumn> columns, string separator, Func<StatColumn, string> cell)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            writer.Write(i == 0 ? "" : separator);
            writer.Write(cell(columns[i]));
        }

        writer.Write('\n');
    }
}
