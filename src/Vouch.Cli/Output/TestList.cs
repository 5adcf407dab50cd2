using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Vouch.Cli.Running;
using Vouch.Report.Expectations;

namespace Vouch.Cli.Output;

/// <summary>The text of <c>vouch test</c>: a line a test, what does not hold below it, the counts at the end.</summary>
internal static class TestList
{
    private const string Indent = "          ";

    /// <summary>Lines of evidence shown from either end.</summary>
    private const int ShownLines = 10;

    public static void Write(Terminal terminal, IReadOnlyList<TestedObject> tested)
    {
        foreach (TestedObject file in tested.Where(t => t.Problem is null))
        {
            WriteLine(terminal, file.Path, new Style(decoration: Decoration.Bold));
            if (file.Results.Count == 0)
            {
                WriteLine(terminal, "  no tests", Style.Plain);
            }

            foreach (TestResult result in file.Results)
            {
                WriteResult(terminal, result);
            }
        }

        List<TestResult> all = [.. tested.SelectMany(t => t.Results)];
        terminal.Styled.WriteLine();
        if (Unjudged(all) is { Length: > 0 } unjudged)
        {
            WriteLine(terminal, "Expectations skipped, which only a running kernel can judge: " + unjudged, Style.Plain);
        }

        WriteLine(terminal, Sum(all), Style.Plain);
    }

    private static void WriteResult(Terminal terminal, TestResult result)
    {
        (string word, Color color) = result.Status switch
        {
            TestStatus.Passed => ("pass", Color.Green),
            TestStatus.Failed => ("FAIL", Color.Red),
            TestStatus.Skipped => ("skip", Color.Grey),
            TestStatus.Unknown => ("unknown", Color.Yellow),
            _ => ("ERROR", Color.Fuchsia),
        };
        terminal.Styled.Write(new Text("  " + word.PadRight(8), new Style(color)));
        string description = result.Description is { } words ? $"  ({words})" : "";
        string reason = result.Reason.Length > 0 ? ": " + result.Reason.ReplaceLineEndings("; ") : "";
        WriteLine(terminal, result.Name + description + reason, Style.Plain);
        foreach (TestFailure failure in result.Failures)
        {
            WriteLine(terminal, Indent + failure.Expectation, new Style(color));
            foreach (string line in Excerpt(failure.Evidence))
            {
                WriteLine(terminal, Indent + "| " + line, Style.Plain);
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

    private static void WriteLine(Terminal terminal, string text, Style style) => terminal.Styled.Write(new Text(text + "\n", style));
}
