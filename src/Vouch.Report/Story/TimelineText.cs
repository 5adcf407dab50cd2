using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>Draws the lives of a story's objects side by side: a line an object, a column a step that matters.</summary>
internal static class TimelineText
{
    private static readonly (char Sign, string Meaning)[] Legend =
    [
        ('o', "begins"), ('X', "released"), ('#', "overwritten"), ('x', "ends with its owner"), ('<', "taken back"), ('%', "gone or made invalid"),
        ('^', "given into other hands"), (')', "no longer held"), ('L', "never released"), ('!', "where it goes wrong"),
    ];

    /// <summary>The lines of the drawing. Where it does not fit in the columns, labels have lines of their own, and steps are drawn in groups.</summary>
    public static IReadOnlyList<string> Draw(LifetimeStory story, int columns)
    {
        List<string> labels = [.. story.Objects.Select(o => Label(story, o))];
        int labelWidth = Math.Max(24, labels.Max(l => l.Length) + 2);
        int width = Math.Max(5, Math.Max(story.Columns.Max(c => Number(story, c).Length), Places(story).Max(p => p.Length)) + 2);
        List<string> lanes = [.. story.Objects.Select(o => Lane(story, o, width))];
        List<string> lines = labelWidth + (story.Columns.Length * width) <= columns
            ? Beside(story, labels, lanes, labelWidth, width)
            : Below(story, labels, lanes, width, columns);
        AddLegend(lines, string.Concat(lanes), columns);
        return [.. lines.Select(l => l.TrimEnd())];
    }

    private static List<string> Beside(LifetimeStory story, List<string> labels, List<string> lanes, int labelWidth, int width)
    {
        List<string> lines = ["insn".PadLeft(labelWidth - 2) + "  " + Header(story, width)];
        lines.AddRange(labels.Zip(lanes, (label, lane) => label.PadRight(labelWidth) + lane));
        if (HeldIn(story, width) is { } held)
        {
            lines.Add("held in".PadLeft(labelWidth - 2) + "  " + held);
        }

        return lines;
    }

    private static List<string> Below(LifetimeStory story, List<string> labels, List<string> lanes, int width, int columns)
    {
        const string InstructionTitle = "insn     ", HolderTitle = "held in  ", LaneTitle = "         ";
        string header = Header(story, width);
        string held = HeldIn(story, width) ?? "";
        int group = Math.Max(1, (columns - LaneTitle.Length) / width) * width;
        List<string> lines = [];
        for (int from = 0; from < header.Length; from += group)
        {
            string Part(string line) => from >= line.Length ? "" : line[from..Math.Min(line.Length, from + group)];

            lines.Add(InstructionTitle + Part(header));
            for (int i = 0; i < labels.Count; i++)
            {
                if (!string.IsNullOrWhiteSpace(Part(lanes[i])))
                {
                    lines.Add(labels[i].Length > columns ? labels[i][..columns] : labels[i]);
                    lines.Add(LaneTitle + Part(lanes[i]));
                }
            }

            if (!string.IsNullOrWhiteSpace(Part(held)))
            {
                lines.Add(HolderTitle + Part(held));
            }
        }

        return lines;
    }

    private static void AddLegend(List<string> lines, string signs, int columns)
    {
        string line = "";
        foreach ((char sign, string meaning) in Legend.Where(l => signs.Contains(l.Sign)))
        {
            string entry = $"{sign} {meaning}";
            if (line.Length > 0 && line.Length + 3 + entry.Length > columns)
            {
                lines.Add(line);
                line = "";
            }

            line += (line.Length > 0 ? "   " : "") + entry;
        }

        lines.Add(line);
    }

    private static string Header(LifetimeStory story, int width)
    {
        var text = new StringBuilder();
        foreach (int column in story.Columns)
        {
            _ = text.Append(Number(story, column).PadRight(width));
        }

        return text.ToString();
    }

    private static string Number(LifetimeStory story, int step) =>
        story.Trace.Steps[step].Instruction.ToString(CultureInfo.InvariantCulture);

    private static string Label(LifetimeStory story, StoryObject item)
    {
        string branch = item.Parent < 0 ? "" : new string(' ', (Depth(story, item) - 1) * 2) + "└─";
        string name = item.Name is null ? item.Noun : $"{item.Noun} {item.Name}";
        return $"{branch}{item.Letter} {name}  {item.Origin}";
    }

    private static int Depth(LifetimeStory story, StoryObject item)
    {
        int depth = 0;
        for (int i = item.Parent; i >= 0; i = story.Objects[i].Parent)
        {
            depth++;
        }

        return depth;
    }

    private static string Lane(LifetimeStory story, StoryObject item, int width)
    {
        int birth = story.Trace.Objects[item.Index].Birth;
        int end = StoryCast.EndOf(story.Trace, item.Index)?.Step ?? int.MaxValue;
        bool isSubject = story.Subject >= 0 && story.Objects[story.Subject] == item;
        var text = new StringBuilder();
        for (int i = 0; i < story.Columns.Length; i++)
        {
            int step = story.Columns[i];
            bool isLast = i == story.Columns.Length - 1;
            char sign = SignAt(story, item, step, isSubject && isLast);
            bool goesOn = step >= birth && step < end && !isLast;
            _ = text.Append(sign == ' ' && step >= birth && step < end ? '+' : sign).Append(goesOn ? '-' : ' ', width - 1);
        }

        return text.ToString();
    }

    private static char SignAt(LifetimeStory story, StoryObject item, int step, bool isFailure)
    {
        LifetimeEvent? end = StoryCast.EndOf(story.Trace, item.Index);
        if (isFailure && story.Rule.Length > 0)
        {
            return story.Rule.EndsWith("001", StringComparison.Ordinal) ? 'L' : '!';
        }

        if (story.Trace.Objects[item.Index].Birth == step)
        {
            return 'o';
        }

        if (end is not null && step >= end.Step)
        {
            bool isSubject = story.Subject >= 0 && story.Objects[story.Subject] == item;
            return step > end.Step ? (isSubject && story.Rule.Length > 0 ? '.' : ' ') : end.Kind switch
            {
                LifetimeEventKind.Overwritten => '#',
                LifetimeEventKind.EndedWithParent => 'x',
                LifetimeEventKind.TakenBack => '<',
                LifetimeEventKind.Dropped => ')',
                LifetimeEventKind.Invalidated or LifetimeEventKind.VanishedWithFrame or LifetimeEventKind.WasNull => '%',
                _ => 'X',
            };
        }

        return story.Trace.Events.Any(e => e.Object == item.Index && e.Step == step && e.Kind == LifetimeEventKind.Transferred) ? '^' : ' ';
    }

    private static string? HeldIn(LifetimeStory story, int width)
    {
        string shown = "";
        var text = new StringBuilder();
        foreach (string place in Places(story))
        {
            _ = text.Append((place == shown ? "" : place).PadRight(width));
            shown = place;
        }

        return string.IsNullOrWhiteSpace(text.ToString()) ? null : text.ToString();
    }

    /// <summary>The place that the subject, or what is left of it, was seen in last after each step; empty before it has one.</summary>
    private static List<string> Places(LifetimeStory story)
    {
        if (story.Subject < 0)
        {
            return [""];
        }

        int subject = story.Objects[story.Subject].Index, next = 0;
        List<LifetimeEvent> events = [.. story.Trace.Events.Where(e => e.Object == subject)];
        List<string> places = [];
        string place = "";
        foreach (int step in story.Columns)
        {
            for (; next < events.Count && events[next].Step <= step; next++)
            {
                bool isEnd = StoryCast.EndOf(story.Trace, subject) == events[next];
                place = events[next].Kind == LifetimeEventKind.Forgotten ? "nowhere"
                    : isEnd && step < story.Columns[^1] ? "gone"
                    : events[next].Place?.ToText(story.Trace.Steps[^1].Frame) ?? place;
            }

            places.Add(place);
        }

        return places;
    }
}
