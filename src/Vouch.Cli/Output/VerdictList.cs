using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Vouch.Cli.Running;
using Vouch.Kernel;
using Vouch.Report;
using Vouch.Report.Json;
using Vouch.Report.Story;

namespace Vouch.Cli.Output;

/// <summary>The text of <c>vouch check</c>: a line a program, the reason and the source line below a rejection, a sum at the end.</summary>
internal static class VerdictList
{
    private const string Indent = "          ";
    private const string StoryIndent = "    ";

    public static void Write(Terminal terminal, KernelProfile kernel, IReadOnlyList<ObjectReport> reports)
    {
        List<ProgramReport> all = [.. reports.SelectMany(r => r.Programs)];
        int nameWidth = Math.Min(40, all.Select(p => p.ProgramName.Length).DefaultIfEmpty().Max());
        int sectionWidth = Math.Min(40, all.Select(p => p.SectionName.Length).DefaultIfEmpty().Max());
        foreach (ObjectReport report in reports.Where(r => r.Status == ObjectStatus.Processed))
        {
            WriteLine(terminal, report.Path, new Style(decoration: Decoration.Bold));
            foreach (ProgramReport program in report.Programs)
            {
                WriteProgram(terminal, kernel, program, nameWidth, sectionWidth);
            }
        }

        if (all.Count > 0)
        {
            terminal.Styled.WriteLine();
            WriteLine(terminal, Sum(kernel, all), Style.Plain);
        }
    }

    private static void WriteProgram(Terminal terminal, KernelProfile kernel, ProgramReport program, int nameWidth, int sectionWidth)
    {
        (string word, Color color) = program.Outcome switch
        {
            Outcome.Accepted => ("accept", Color.Green),
            Outcome.Rejected or Outcome.NotPrepared => ("REJECT", Color.Red),
            Outcome.NotSupported => ("unknown", Color.Yellow),
            _ => ("FAILED", Color.Fuchsia),
        };
        terminal.Styled.Write(new Text("  " + word.PadRight(8), new Style(color)));
        string line = $"{program.ProgramName.PadRight(nameWidth)}  {program.SectionName.PadRight(sectionWidth)}  {Effort(program)}";
        WriteLine(terminal, line.TrimEnd(), Style.Plain);
        if (program.Outcome != Outcome.Accepted)
        {
            WriteReason(terminal, Reason(program), program.Place, color);
        }
        else if (program.Warning is { } warning)
        {
            string intro = $"accepted by {kernel.Name}, but not safe: something is used after what it belongs to has ended";
            WriteReason(terminal, intro + "\n" + warning.Message, warning.Place, Color.Yellow);
        }

        if (program.Story is { } story)
        {
            WriteStory(terminal, story, program.Outcome == Outcome.Accepted ? Color.Yellow : color);
        }
    }

    private static void WriteReason(Terminal terminal, string reason, SourcePlace? place, Color color)
    {
        foreach (string line in reason.Split('\n'))
        {
            WriteLine(terminal, Indent + line, new Style(color));
        }

        if (place is not null)
        {
            string position = place.Column > 0 ? $"{place.Line}:{place.Column}" : $"{place.Line}";
            WriteLine(terminal, $"{Indent}at {place.File}:{position} (instruction {place.Instruction}): {place.Text}", Style.Plain);
        }
    }

    private static void WriteStory(Terminal terminal, LifetimeStory story, Color color)
    {
        terminal.Styled.WriteLine();
        IReadOnlyList<string> lines = StoryText.Lines(story);
        for (int i = 0; i < lines.Count; i++)
        {
            WriteLine(terminal, lines[i].Length == 0 ? "" : StoryIndent + lines[i], i == 0 ? new Style(color) : Style.Plain);
        }

        terminal.Styled.WriteLine();
    }

    private static string Effort(ProgramReport program) => program.Verification is { } result
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Statistics.ProcessedInstructions} instructions, {result.Statistics.TotalStates} states")
        : "";

    private static string Reason(ProgramReport program) => program.Outcome switch
    {
        Outcome.NotSupported => "not supported yet: " + program.Message,
        Outcome.NotPrepared => $"{program.Stage}: {program.Message}",
        _ => program.Message,
    };

    private static string Sum(KernelProfile kernel, List<ProgramReport> all)
    {
        int Count(params Outcome[] outcomes) => all.Count(p => outcomes.Contains(p.Outcome));

        var parts = new List<string> { $"{Count(Outcome.Accepted)} accepted", $"{Count(Outcome.Rejected, Outcome.NotPrepared)} rejected" };
        if (Count(Outcome.NotSupported) is > 0 and int unknown)
        {
            parts.Add($"{unknown} unknown");
        }

        if (Count(Outcome.InternalError) is > 0 and int failed)
        {
            parts.Add($"{failed} failed");
        }

        KernelEntry judge = KernelEntry.Of(kernel);
        string models = (judge.ObjectModel is { } objects ? $", object model {objects}" : "")
            + (judge.CallbackModel is { } callbacks ? $", callbacks {callbacks}" : "");
        return $"{all.Count} programs on {kernel.Name} ({kernel.Release.Version}){models}: {string.Join(", ", parts)}.";
    }

    private static void WriteLine(Terminal terminal, string text, Style style) => terminal.Styled.Write(new Text(text + "\n", style));
}
