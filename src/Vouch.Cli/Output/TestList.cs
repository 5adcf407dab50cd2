using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Cli.Terminals;
using Vouch.Report.Expectations;

namespace Vouch.Cli.Output;

/// <summary>The text of <c>vouch test</c>: a line a test, what does not hold below it, the counts at the end.</summary>
internal sealed class TestList(Terminal terminal) : ITestOutput
{
    private const string Indent = "          ";

    /// <summary>Lines of evidence shown from either end.</summary>
    private const int ShownLines = 10;

    private readonly List<TestResult> all = [];

    public void Add(TestedObject tested)
    {
        all.AddRange(tested.Results);
        if (tested.Failure is not null)
        {
            return;
        }

        terminal.WriteLine(tested.Path, Tone.Heading);
        if (tested.Results.Count == 0)
        {
            terminal.WriteLine("  no tests");
        }

        foreach (TestResult result in tested.Results)
        {
            WriteResult(result);
        }

        terminal.Flush();
    }

    public void Finish()
    {
        terminal.WriteLine();
        if (Unjudged(all) is { Length: > 0 } unjudged)
        {
            terminal.WriteLine("Expectations skipped, which only a running kernel can judge: " + unjudged);
        }

        terminal.WriteLine(Sum(all));
    }

    private void WriteResult(TestResult result)
    {
        (string word, Tone tone) = result.Status switch
        {
            TestStatus.Passed => ("pass", Tone.Good),
            TestStatus.Failed => ("FAIL", Tone.Bad),
            TestStatus.Skipped => ("skip", Tone.Faint),
            TestStatus.Unknown => ("unknown", Tone.Doubtful),
            _ => ("ERROR", Tone.Broken),
        };
        terminal.Write("  " + word.PadRight(8), tone);
        string description = result.Description is { } words ? $"  ({words})" : "";
        string reason = result.Reason.Length > 0 ? ": " + result.Reason.ReplaceLineEndings("; ") : "";
        terminal.WriteLine(result.Name + description + reason);
        foreach (TestFailure failure in result.Failures)
        {
            terminal.WriteLine(Indent + failure.Expectation, tone);
            foreach (string line in Excerpt(failure.Evidence))
            {
                terminal.WriteLine(Indent + "| " + line);
            }
        }
    }

    /// <summary>The evidence's lines, without the middle of a long one.</summary>
    private static string[] Excerpt(string evidence)
    {
        string[] lines = evidence.TrimEnd('\n').Split('\n');
        if (evidence.Length == 0)
        {
            return [];
        }

        return lines.Length <= (2 * ShownLines) + 1
            ? lines
            : [.. lines[..ShownLines], $"... {lines.Length - (2 * ShownLines)} more lines ...", .. lines[^ShownLines..]];
    }

    private static string Unjudged(List<TestResult> all) => string.Join(", ", all
        .SelectMany(r => r.Unjudged)
        .GroupBy(kind => kind)
        .OrderBy(group => group.Key)
        .Select(group => $"{group.Count()} on {NameOf(group.Key)}"));

    private static string NameOf(UnjudgedKind kind) => kind switch
    {
        UnjudgedKind.Translated => "translated code",
        UnjudgedKind.Jited => "machine code",
        UnjudgedKind.ReturnValue => "return values",
        UnjudgedKind.StandardError => "stderr",
        UnjudgedKind.StandardOutput => "stdout",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Sum(List<TestResult> all)
    {
        int Count(TestStatus status) => all.Count(r => r.Status == status);

        List<string> parts = [$"{Count(TestStatus.Passed)} passed", $"{Count(TestStatus.Failed)} failed", $"{Count(TestStatus.Skipped)} skipped"];
        if (Count(TestStatus.Unknown) is > 0 and int unknown)
        {
            parts.Add($"{unknown} unknown");
        }

        if (Count(TestStatus.InternalError) is > 0 and int errors)
        {
            parts.Add($"{errors} stopped by internal errors");
        }

        return string.Join(", ", parts);
    }
}
