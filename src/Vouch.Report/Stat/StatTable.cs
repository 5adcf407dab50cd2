using System;
using System.Collections.Generic;
using System.IO;

namespace Vouch.Report.Stat;

/// <summary>How many files and programs were looked at and passed over: the table's last line.</summary>
public readonly record struct StatCounts(int FilesProcessed, int ProgramsProcessed, int FilesSkipped, int ProgramsSkipped);

/// <summary>Writes rows as veristat does. Programs read this text, so widths, gaps and dashes are part of it.</summary>
public static class StatTable
{
    private const string Gap = "  ";

    /// <summary>Comma-separated values with a header; the dialect has no quotes.</summary>
    public static void WriteCsv(TextWriter writer, IReadOnlyList<StatColumn> columns, IEnumerable<ProgramReport> rows)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        WriteLine(writer, columns, ",", column => column.Names[0]);
        foreach (ProgramReport row in rows)
        {
            WriteLine(writer, columns, ",", column => Cell(column.TextOf(row)));
        }
    }

    /// <summary>
    /// A cell of the CSV: the dialect has no quotes, so what would end the cell or the line is written as <c>\xNN</c>, by its number.
    /// </summary>
    private static string Cell(string text) => text.AsSpan().ContainsAny(',', '\n', '\r')
        ? text.Replace(",", @"\x2c", StringComparison.Ordinal).Replace("\n", @"\x0a", StringComparison.Ordinal).Replace("\r", @"\x0d", StringComparison.Ordinal)
        : text;

    /// <summary>An aligned table with the counts below it.</summary>
    public static void WriteTable(TextWriter writer, IReadOnlyList<StatColumn> columns, IReadOnlyList<ProgramReport> rows, StatCounts counts)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        Dictionary<StatColumn, int> widths = [];
        foreach (StatColumn column in columns)
        {
            int width = column.Header.Length;
            foreach (ProgramReport row in rows)
            {
                width = Math.Max(width, column.TextOf(row).Length);
            }

            widths[column] = width;
        }

        string Align(StatColumn column, string text) =>
            column.IsText ? text.PadRight(widths[column]) : text.PadLeft(widths[column]);

        WriteLine(writer, columns, Gap, column => Align(column, column.Header));
        WriteLine(writer, columns, Gap, column => new string('-', widths[column]));
        foreach (ProgramReport row in rows)
        {
            WriteLine(writer, columns, Gap, column => Align(column, column.TextOf(row)));
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
