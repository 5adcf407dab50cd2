using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Uapi;

namespace Vouch.Report.Stat;

/// <summary>One program's values in all columns: measured now, or read from a CSV.</summary>
public sealed class StatRow
{
    private readonly Dictionary<StatColumn, string> texts = [];
    private readonly Dictionary<StatColumn, long> numbers = [];

    private StatRow()
    {
    }

    /// <summary>The file's name without folders.</summary>
    public string File => TextOf(StatColumn.File);

    public string Program => TextOf(StatColumn.Program);

    /// <summary>The row of a program that was verified.</summary>
    public static StatRow Of(ProgramReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StatRow row = new();
        foreach (StatColumn column in StatColumn.All.Append(StatColumn.StackDepthOfOlderVeristat))
        {
            row.texts[column] = column.TextOf(report);
            if (column.NumberOf(report) is { } number)
            {
                row.numbers[column] = number;
            }
        }

        return row;
    }

    /// <summary>The row that cells of a CSV make; columns that it does not have are 0.</summary>
    /// <exception cref="FormatException">A cell is nothing that its column can hold, or file or program are missing.</exception>
    public static StatRow Of(IReadOnlyList<StatColumn> columns, IReadOnlyList<string> cells)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(cells);
        StatRow row = new();
        foreach (StatColumn column in StatColumn.All.Where(c => !c.IsName))
        {
            row.numbers[column] = 0;
            row.texts[column] = TextOf(column, 0);
        }

        for (int i = 0; i < columns.Count; i++)
        {
            row.texts[columns[i]] = cells[i];
            if (!columns[i].IsName)
            {
                row.numbers[columns[i]] = NumberIn(columns[i], cells[i]);
            }
        }

        return row.texts.ContainsKey(StatColumn.File) && row.texts.ContainsKey(StatColumn.Program)
            ? row
            : throw new FormatException("has no file or no program");
    }

    /// <summary>The cell's text.</summary>
    public string TextOf(StatColumn column) => texts[column];

    /// <summary>The cell as a number for filters and sorting; null for names.</summary>
    public long? NumberOf(StatColumn column) => numbers.TryGetValue(column, out long number) ? number : null;

    private static string TextOf(StatColumn column, long number) => column == StatColumn.Verdict ? "failure"
        : column == StatColumn.ProgramTypeName ? ((ProgramType)number).UapiName()
        : column == StatColumn.AttachTypeName ? ((AttachType)number).UapiName()
        : number.ToString(CultureInfo.InvariantCulture);

    private static long NumberIn(StatColumn column, string cell)
    {
        if (column == StatColumn.Verdict)
        {
            return cell == "success" ? 1 : cell == "failure" ? 0 : throw new FormatException($"Unrecognized verification verdict '{cell}'");
        }

        if (column == StatColumn.ProgramTypeName)
        {
            return Array.Find(Enum.GetValues<ProgramType>(), type => type.UapiName() == cell) is var type && type.UapiName() == cell
                ? (long)type
                : throw new FormatException($"Unrecognized prog type {cell}");
        }

        if (column == StatColumn.AttachTypeName)
        {
            return Array.Find(Enum.GetValues<AttachType>(), type => type.UapiName() == cell) is var type && type.UapiName() == cell
                ? (long)type
                : throw new FormatException($"Unrecognized attach type {cell}");
        }

        return long.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException($"Failed to parse '{cell}' as integer");
    }
}
