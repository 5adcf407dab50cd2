using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Vouch.Fuzzing.Comparison;

/// <summary>In what two answers differ.</summary>
[Flags]
public enum Differences
{
    /// <summary>In nothing.</summary>
    None = 0,

    /// <summary>Accepted or rejected.</summary>
    Verdict = 1,

    /// <summary>The lines that state a rejection.</summary>
    Message = 2,

    /// <summary>Instructions or states.</summary>
    Counts = 4,

    /// <summary>The closing lines: stack depth and a line a subprogram.</summary>
    Statistics = 8,

    /// <summary>The states of the log, line by line.</summary>
    Trace = 16,

    /// <summary>Vouch does not model something that the program needs.</summary>
    Unknown = 32,
}

/// <summary>Compares answers as the conformance score does: addresses and times are masked, the kernel's report on a failure is not compared.</summary>
public static partial class AnswerComparison
{
    /// <summary>Characters from which on a log has outgrown its buffer and lost its beginning.</summary>
    private const int CutLog = 500_000;

    /// <summary>What differs between the kernel's answer and ours.</summary>
    public static Differences Compare(Answer kernel, Answer ours)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(ours);
        if (ours.Verdict == "unknown")
        {
            return Differences.Unknown;
        }

        LogParts theirs = LogParts.Of(kernel.Log), own = LogParts.Of(ours.Log);
        Differences found = kernel.Verdict == ours.Verdict ? Differences.None : Differences.Verdict;
        found |= kernel.Verdict == "failure" && ours.Verdict == "failure" && !theirs.Message.SequenceEqual(own.Message) ? Differences.Message : 0;
        found |= kernel.Counts == ours.Counts ? 0 : Differences.Counts;
        found |= theirs.Closing.SequenceEqual(own.Closing) ? 0 : Differences.Statistics;
        bool isWhole = kernel.Log.Sum(l => l.Length + 1) < CutLog;
        return found | (!isWhole || theirs.Trace.SequenceEqual(own.Trace) ? 0 : Differences.Trace);
    }

    /// <summary>The lines of a log that state a rejection.</summary>
    public static IReadOnlyList<string> MessageOf(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return LogParts.Of(answer.Log).Message;
    }

    /// <summary>The lines of a log that are compared, with what differs from machine to machine masked: trace, message, closing statistics.</summary>
    public static IReadOnlyList<string> ComparedLines(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        LogParts parts = LogParts.Of(answer.Log);
        return [.. parts.Trace, .. parts.Message, .. parts.Closing];
    }

    /// <summary>The first line of the logs that differs, as two lines of text; empty when there is none.</summary>
    public static string FirstDifference(Answer kernel, Answer ours)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(ours);
        List<string> theirs = LogParts.Of(kernel.Log).Trace, own = LogParts.Of(ours.Log).Trace;
        for (int i = 0; i < Math.Max(theirs.Count, own.Count); i++)
        {
            string left = i < theirs.Count ? theirs[i] : "<end>", right = i < own.Count ? own[i] : "<end>";
            if (left != right)
            {
                return $"after  {(i > 0 ? theirs[i - 1] : "")}\nkernel {left}\nours   {right}\n";
            }
        }

        return "";
    }

    private sealed record LogParts(List<string> Trace, List<string> Message, List<string> Closing)
    {
        public static LogParts Of(IReadOnlyList<string> log)
        {
            List<string> lines = [.. log.Select(Masked)];
            List<string> closing = [.. lines.Where(l => Closings().IsMatch(l))];
            int end = lines.FindIndex(l => l.StartsWith("Verification failed: ", StringComparison.Ordinal) || l.StartsWith("verification time ", StringComparison.Ordinal));
            lines = end >= 0 ? lines[..end] : [.. lines.Where(l => !l.StartsWith("processed ", StringComparison.Ordinal) && !Closings().IsMatch(l))];
            while (lines.Count > 0 && lines[^1].Length == 0)
            {
                lines.RemoveAt(lines.Count - 1);
            }

            int message = lines.FindLastIndex(l => State().IsMatch(l)) + 1;
            return new LogParts(lines[..message], lines[message..], closing);
        }

        private static string Masked(string line) =>
            Duration().Replace(DataMap().Replace(Address().Replace(line.TrimEnd(), "ADDR"), "$1.$2"), "verification time N usec");
    }

    [GeneratedRegex(@"0xff[0-9a-f]{14}\b")]
    private static partial Regex Address();

    /// <summary>The maps of global data are named after their object, which differs between the two.</summary>
    [GeneratedRegex(@"(map=|map ')[^,.]*\.(bss|data|rodata)\b")]
    private static partial Regex DataMap();

    /// <summary>Behind a message without an end of line it stands on the message's line.</summary>
    [GeneratedRegex(@"verification time \d+ usec")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^(stack depth |subprog \d+ \()")]
    private static partial Regex Closings();

    [GeneratedRegex(@"^\s*(\d+: |mark_precise|; |from \d+|frame\d+|R\d+=|propagating|returning from|to caller|caller:|callee:|SCC )")]
    private static partial Regex State();
}
