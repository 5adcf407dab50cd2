using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Vouch.Cli.Tests.Samples;

/// <summary>One program's part of a file that <c>veristat -v -l 2 -o csv</c> printed, cut into what is compared.</summary>
/// <param name="Row">The CSV cells by column.</param>
/// <param name="Preamble">Before the state trace.</param>
/// <param name="Trace">The state trace.</param>
/// <param name="Message">The lines that state the rejection.</param>
/// <param name="Closing">The closing lines about the stack and the subprograms.</param>
internal sealed record VerifierLog(
    IReadOnlyDictionary<string, string> Row, string[] Preamble, string[] Trace, string[] Message, string[] Closing)
{
    private static readonly string[] CountColumns = ["total_insns", "total_states", "peak_states", "max_states_per_insn"];

    private static readonly Regex Heading = new(@"^PROCESSING .+/(?<program>.+?), DURATION US: \d+, VERDICT: \w+, VERIFIER LOG:$");
    private static readonly Regex KernelAddress = new(@"0xff[0-9a-f]{14}\b");
    private static readonly Regex TraceStart = new(@"^0: R\d|^0: frame|^\d+: R1=ctx|^0: \(");
    private static readonly Regex StateLine = new(
        @"^\s*(\d+: |mark_precise|; |from \d+|frame\d+|R\d+=|propagating|returning from|to caller|caller:|callee:|SCC )");

    /// <summary>The programs of one file that have a row.</summary>
    public static Dictionary<string, VerifierLog> Read(string text)
    {
        Dictionary<string, List<string>> logs = new(StringComparer.Ordinal);
        Dictionary<string, Dictionary<string, string>> rows = new(StringComparer.Ordinal);
        List<string>? current = null;
        string[]? header = null;
        foreach (string line in text.Split('\n'))
        {
            if (Heading.Match(line) is { Success: true } match)
            {
                logs[match.Groups["program"].Value] = current = [];
            }
            else if (line.StartsWith("file_name,prog_name,", StringComparison.Ordinal))
            {
                header = line.Split(',');
                current = null;
            }
            else if (header is not null && line.Split(',') is var cells && cells.Length == header.Length)
            {
                rows[cells[1]] = header.Zip(cells).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal);
            }
            else
            {
                current?.Add(line);
            }
        }

        return logs.Where(l => rows.ContainsKey(l.Key)).ToDictionary(l => l.Key, l => Cut(rows[l.Key], l.Value), StringComparer.Ordinal);
    }

    /// <summary>The kinds in which the other log agrees: verdict, message, counts, stats, trace, preamble.</summary>
    public IEnumerable<string> AgreementsWith(VerifierLog? other)
    {
        if (other is null)
        {
            yield break;
        }

        bool isFailure = Row["verdict"] == "failure";
        if (Row["verdict"] == other.Row["verdict"])
        {
            yield return "verdict";
        }

        if (!isFailure || (other.Row["verdict"] == "failure" && Message.SequenceEqual(other.Message)))
        {
            yield return "message";
        }

        if (CountColumns.All(c => Row[c] == other.Row[c]))
        {
            yield return "counts";
        }

        if (Closing.SequenceEqual(other.Closing))
        {
            yield return "stats";
        }

        if (Trace.SequenceEqual(other.Trace))
        {
            yield return "trace";
        }

        if (Preamble.SequenceEqual(other.Preamble))
        {
            yield return "preamble";
        }
    }

    /// <summary>The first line in which the other log differs, for the failure's text.</summary>
    public string FirstDifference(VerifierLog other)
    {
        string[] ours = [.. other.Preamble, .. other.Trace, .. other.Closing], golden = [.. Preamble, .. Trace, .. Closing];
        int line = golden.Zip(ours).TakeWhile(p => p.First == p.Second).Count();
        return $"kernel: {golden.ElementAtOrDefault(line) ?? "<end>"}\nvouch:  {ours.ElementAtOrDefault(line) ?? "<end>"}";
    }

    private static VerifierLog Cut(Dictionary<string, string> row, List<string> raw)
    {
        List<string> lines = [.. raw.Select(l => KernelAddress.Replace(l.TrimEnd(), "ADDRESS"))];
        string[] closing = [.. lines.Where(l => Regex.IsMatch(l, @"^(stack depth |subprog \d+ \()"))];
        int end = lines.FindIndex(IsEnd);
        lines = end >= 0 ? lines[..end] : [.. lines.Where(l => !l.StartsWith("processed ", StringComparison.Ordinal) && !closing.Contains(l))];
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        int start = lines.FindIndex(l => TraceStart.IsMatch(l));
        start = start < 0 ? lines.Count : start;
        string[] message = [.. Enumerable.Reverse(lines).TakeWhile(l => !StateLine.IsMatch(l)).Reverse()];
        return new VerifierLog(row, [.. lines[..start]], [.. lines[start..]], message, closing);
    }

    /// <summary>The kernel's own explanation, whose words are not compared, or the closing lines.</summary>
    private static bool IsEnd(string line) =>
        line.StartsWith("Verification failed: ", StringComparison.Ordinal) || line.StartsWith("verification time ", StringComparison.Ordinal);
}
