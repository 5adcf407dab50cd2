using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vouch.Report.Story;

/// <summary>A story as text.</summary>
public static class StoryText
{
    private const string Gutter = "    ";

    /// <summary>Where remarks are broken, in characters.</summary>
    private const int Width = 105;

    /// <summary>Jumps shown at most; the last ones are.</summary>
    private const int MaxBranches = 4;

    /// <summary>The lines of a story.</summary>
    public static IReadOnlyList<string> Lines(LifetimeStory story)
    {
        ArgumentNullException.ThrowIfNull(story);
        List<string> lines = [];
        if (story.Headline.Length > 0)
        {
            lines.Add($"{story.Rule}: {story.Headline}");
        }

        if (!story.Spans.IsEmpty)
        {
            AddSpans(lines, story);
            lines.Add("");
        }

        AddTree(lines, story);
        if (!story.Objects.IsEmpty)
        {
            lines.Add("lifetimes on this path");
            lines.AddRange(TimelineText.Draw(story).Select(l => "  " + l));
        }

        AddRemarks(lines, story);
        return lines;
    }

    private static void AddSpans(List<string> lines, LifetimeStory story)
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

                lines.Add($"{empty}   {Mark(span)} {span.Label}");
                shown = span;
                continue;
            }

            if (line.File != file)
            {
                file = line.File;
                lines.Add($"{new string(' ', width)}--> {file}");
            }

            if (shown?.Line?.Line != line.Line || shown.Line.File != line.File)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{line.Line.ToString(CultureInfo.InvariantCulture).PadLeft(width)} | {Gutter}{line.Text}"));
            }

            (int start, int length) = SourceText.ExpressionAt(line);
            string underline = new(span.IsError ? '^' : '-', length);
            lines.Add($"{empty} {Gutter}{new string(' ', start)}{underline} {(line.IsAssembly ? InstructionOf(span) + ": " : "")}{span.Label}");
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

    private static void AddRemarks(List<string> lines, LifetimeStory story)
    {
        if (!story.Branches.IsEmpty)
        {
            string dropped = story.Branches.Length > MaxBranches ? "... " : "";
            AddRemark(lines, "path", dropped + string.Join("; ", story.Branches.TakeLast(MaxBranches).Select(Branch)));
        }

        foreach (string note in story.Notes)
        {
            AddRemark(lines, "note", note);
        }

        AddRemark(lines, "why", story.Why);
        for (int i = 0; i < story.Fixes.Length; i++)
        {
            AddRemark(lines, i == 0 ? "fix" : "", story.Fixes[i]);
        }
    }

    /// <summary>Adds a remark, broken between words; its title stands before the first line.</summary>
    private static void AddRemark(List<string> lines, string title, string remark)
    {
        const int indent = 7;
        string line = title.PadRight(indent);
        foreach (string word in remark.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length > Width && line.Length > indent)
            {
                lines.Add(line.TrimEnd());
                line = new string(' ', indent);
            }

            line += word + " ";
        }

        if (remark.Length > 0)
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
