using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Vouch.Fuzzing.Comparison;

/// <summary>Reads what <c>veristat -v -o csv</c> prints: each program's log behind a heading, then a row a program.</summary>
public static partial class VeristatLog
{
    private const string RowsStart = "file_name,prog_name,";

    /// <summary>The answers by program name. Programs without a row, or without a log, are left out.</summary>
    public static IReadOnlyDictionary<string, Answer> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, List<string>> logs = new(StringComparer.Ordinal);
        Dictionary<string, Answer> answers = new(StringComparer.Ordinal);
        List<string>? current = null;
        string[]? columns = null;
        foreach (string line in text.Split('\n'))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                current = [];
                logs[heading.Groups["program"].Value] = current;
            }
            else if (line.StartsWith(RowsStart, StringComparison.Ordinal))
            {
                columns = line.Split(',');
                current = null;
            }
            else if (columns is not null)
            {
                AddRow(answers, logs, columns, line.Split(','));
            }
            else
            {
                current?.Add(line);
            }
        }

        return answers;
    }

    private static void AddRow(Dictionary<string, Answer> answers, Dictionary<string, List<string>> logs, string[] columns, string[] cells)
    {
        if (cells.Length != columns.Length || !logs.TryGetValue(cells[1], out List<string>? log))
        {
            return;
        }

        int Number(string column) => int.Parse(cells[Array.IndexOf(columns, column)], CultureInfo.InvariantCulture);
        Counts counts = new(Number("total_insns"), Number("total_states"), Number("peak_states"), Number("max_states_per_insn"));
        answers[cells[1]] = new Answer(cells[Array.IndexOf(columns, "verdict")], counts, [.. log]);
    }

    [GeneratedRegex(@"^PROCESSING .+/(?<program>[^/]+), DURATION US: \d+, VERDICT: \w+, VERIFIER LOG:$")]
    private static partial Regex Heading();
}
