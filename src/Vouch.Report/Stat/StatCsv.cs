using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Vouch.Report.Stat;

/// <summary>A CSV as veristat and <c>vouch stat</c> write it.</summary>
/// <param name="Columns">As its first line has them.</param>
/// <param name="Rows">In its order.</param>
public sealed record StatCsv(IReadOnlyList<StatColumn> Columns, IReadOnlyList<StatRow> Rows)
{
    /// <summary>Reads one. As veristat does it passes over cells that are empty.</summary>
    /// <exception cref="StatCsvException">It is none.</exception>
    public static StatCsv Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        List<StatColumn> columns = [];
        List<StatRow> rows = [];
        foreach (string cell in Cells(reader.ReadLine() ?? ""))
        {
            columns.Add(StatColumn.Find(cell) ?? throw new StatCsvException($"Unrecognized stat name '{cell}'", StatCsvException.UnknownName));
        }

        if (columns.Count == 0)
        {
            throw new StatCsvException("has no header");
        }

        while (reader.ReadLine() is { } line)
        {
            string[] cells = Cells(line);
            string place = string.Create(CultureInfo.InvariantCulture, $"row #{rows.Count + 1}");
            if (cells.Length > columns.Count)
            {
                throw new StatCsvException(string.Create(CultureInfo.InvariantCulture, $"Found extraneous column #{columns.Count} in {place} of '{name}'"));
            }

            if (cells.Length < columns.Count)
            {
                throw new StatCsvException($"Not enough columns in {place} in '{name}'");
            }

            try
            {
                rows.Add(StatRow.Of(columns, cells));
            }
            catch (FormatException cause)
            {
                throw new StatCsvException($"{cause.Message} ({place} of '{name}')");
            }
        }

        return new StatCsv(columns, rows);
    }

    private static string[] Cells(string line) => line.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A CSV that cannot be read.</summary>
public sealed class StatCsvException(string message, int code = StatCsvException.Malformed) : Exception(message)
{
    /// <summary>What veristat's process returns for a column that it does not know (ESRCH), and for what is malformed otherwise (EINVAL).</summary>
    internal const int UnknownName = 3, Malformed = 22;

    /// <summary>What the process returns.</summary>
    public int Code { get; } = code;
}
