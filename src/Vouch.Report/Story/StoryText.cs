using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vouch.Report.Story;

/// <summary>A story as text.</summary>
public static class StoryText
{
    private const string Gutter = "    ";

    /// <summary>Where remarks are broken at the latest, in characters.</summary>
    private const int RemarkWidth = 105;

    /// <summary>Nothing is laid out for less than so many columns.</summary>
    private const int LeastWidth = 40;

    /// <summary>Jumps shown at most; the last ones are.</summary>
    private const int MaxBranches = 4;

    /// <summary>The lines of a story.</summary>
    /// <param name="story">The story.</param>
    /// <param name="columns">How many columns there are; drawings and remarks keep to them. Null for as many as they take.</param>
    public static IReadOnlyList<string> Lines(LifetimeStory story, int? columns = null)
    {
        ArgumentNullException.ThrowIfNull(story);
        int width = Math.Max(columns ?? int.MaxValue, LeastWidth);
        List<string> lines = [];
        if (story.Headline.Length > 0)
        {
            AddBroken(lines, $"{story.Rule}: ", story.Headline, width);
        }

        if (!story.Spans.IsEmpty)
        {
            AddSpans(lines, story, width);
            lines.Add("");
        }

        AddTree(lines, story);
        if (!story.Objects.IsEmpty)
        {
            lines.Add("lifetimes on this path");
            lines.AddRange(TimelineText.Draw(story, width - 2).Select(l => "  " + l));
        }

        AddRemarks(lines, story, Math.Min(width, RemarkWidth));
        return lines;
    }

    private static void AddSpans(List<string> lines, LifetimeStory story, int columns)
    {
        int width = Math.Max(3, story.Spans.Max(s => s.Line is { } line ? Digits(line.Line) : 1));
        string empty = new string(' ', width) + " |";
        string file = "";
        StorySpan? shown = null;
        foreach (StorySpan span in story.Spans)
        {
            if (span.Line is not { } line)
            {
                if (shown?.Step != span.Step)
                {
                    lines.Add($"{"-".PadLeft(width)} | {InstructionOf(span)}");
                }

                AddBroken(lines, $"{empty}   {Mark(span)} ", span.Label, columns);
                shown = span;
                continue;
            }

            if (line.File != file)
            {
                file = line.File;
                lines.Add($"{new string(' ', width)}--> {file}");
            }

            (int start, int length) = SourceText.ExpressionAt(line);
            SourceWindow window = SourceWindow.Of(line.Text, start, length, columns - empty.Length - 1 - Gutter.Length);
            if (shown?.Line?.Line != line.Line || shown.Line.File != line.File || window.IsPart)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{line.Line.ToString(CultureInfo.InvariantCulture).PadLeft(width)} | {Gutter}{window.Text}"));
            }

            string underline = $"{empty} {Gutter}{new string(' ', window.Start)}{new string(span.IsError ? '^' : '-', window.Length)}";
            string label = (line.IsAssembly ? InstructionOf(span) + ": " : "") + span.Label;
            if (underline.Length + 1 + label.Length <= columns)
            {
                lines.Add($"{underline} {label}");
            }
            else
            {
                lines.Add(underline);
                AddBroken(lines, $"{empty} {Gutter}", label, columns);
            }

            shown = span;
        }
    }

    private static string InstructionOf(StorySpan span) => $"instruction {Number(span.Instruction)}: {span.Text}";

    private static string Mark(StorySpan span) => span.IsError ? "^^^^" : "----";

    private static void AddTree(List<string> lines, LifetimeStory story)
    {
        if (story.Tree is { } tree)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"objects before instruction {tree.Instruction}"));
            lines.AddRange(tree.Drawing.Split('\n').Select(l => "  " + l));
            lines.Add("");
        }
    }

    private static void AddRemarks(List<string> lines, LifetimeStory story, int width)
    {
        if (!story.Branches.IsEmpty)
        {
            string dropped = story.Branches.Length > MaxBranches ? "... " : "";
            AddBroken(lines, "path   ", dropped + string.Join("; ", story.Branches.TakeLast(MaxBranches).Select(Branch)), width);
        }

        foreach (string note in story.Notes)
        {
            AddBroken(lines, "note   ", note, width);
        }

        AddBroken(lines, "why    ", story.Why, width);
        for (int i = 0; i < story.Fixes.Length; i++)
        {
            AddBroken(lines, i == 0 ? "fix    " : "       ", story.Fixes[i], width);
        }
    }

    /// <summary>Adds words behind a beginning, broken between words; further lines are indented as far.</summary>
    private static void AddBroken(List<string> lines, string beginning, string words, int width)
    {
        string line = beginning;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length > width && line.Length > beginning.Length)
            {
                lines.Add(line.TrimEnd());
                line = new string(' ', beginning.Length);
            }

            line += word + " ";
        }

        if (words.Length > 0)
        {
            lines.Add(line.TrimEnd());
        }
    }

    private static string Branch(StoryBranch branch)
    {
        string where = branch.Line is { IsAssembly: false } line ? $"`{line.Text.TrimEnd('{', ' ')}` (line {Number(line.Line)}, instruction {Number(branch.Instruction)})"
            : $"instruction {Number(branch.Instruction)}";
        return branch.IsTaken ? $"{where} jumps to {Number(branch.Target)}" : $"{where} does not jump";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
