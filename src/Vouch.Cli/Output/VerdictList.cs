using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Cli.Running;
using Vouch.Cli.Terminals;
using Vouch.Kernel;
using Vouch.Report;
using Vouch.Report.Json;
using Vouch.Report.Story;

namespace Vouch.Cli.Output;

/// <summary>How much <c>vouch check</c> says.</summary>
internal sealed record VerdictListOptions
{
    /// <summary>Only programs that are not accepted, or not safe.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>One line a program.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Stories to tell; of further rejections the reason is given.</summary>
    public int Stories { get; init; } = int.MaxValue;

    /// <summary>How source files are called here.</summary>
    public SourceRoots SourceRoots { get; init; } = new([]);
}

/// <summary>The text of <c>vouch check</c>: a line a program, the reason and the source line below a rejection, a sum at the end.</summary>
internal sealed class VerdictList(Terminal terminal, KernelProfile kernel, VerdictListOptions options) : IResultOutput
{
    private const string Indent = "          ";
    private const string StoryIndent = "    ";

    /// <summary>Before the path in a story's source excerpt.</summary>
    private const string Arrow = "--> ";

    private readonly Dictionary<Outcome, int> counts = [];
    private int programs;
    private int warnings;
    private int told;
    private int untold;
    private bool lacksKernelNames;

    public void Add(ObjectReport report)
    {
        if (report.Status != ObjectStatus.Processed)
        {
            return;
        }

        foreach (ProgramReport program in report.Programs)
        {
            counts[program.Outcome] = counts.GetValueOrDefault(program.Outcome) + 1;
            programs++;
            warnings += program.Warning is null ? 0 : 1;
            lacksKernelNames |= program.Preparation?.Stage == PreparationStage.Extern;
        }

        List<ProgramReport> shown = [.. report.Programs.Where(p => !options.IsQuiet || p.Outcome != Outcome.Accepted || p.Warning is not null)];
        if (options.IsQuiet && shown.Count == 0)
        {
            return;
        }

        terminal.WriteLine(report.Path, Tone.Heading);
        int nameWidth = Math.Min(40, shown.Select(p => p.ProgramName.Length).DefaultIfEmpty().Max());
        int sectionWidth = Math.Min(40, shown.Select(p => p.SectionName.Length).DefaultIfEmpty().Max());
        foreach (ProgramReport program in shown)
        {
            WriteProgram(program, nameWidth, sectionWidth);
        }

        terminal.Flush();
    }

    public void Finish(RunEnd end)
    {
        if (programs == 0)
        {
            return;
        }

        terminal.WriteLine();
        if (untold > 0)
        {
            terminal.WriteLine($"{untold} more {(untold == 1 ? "story is" : "stories are")} not told; --all tells all.");
        }

        if (lacksKernelNames)
        {
            terminal.WriteLine("What the kernel lacks may be in a module: --module-btf FILE says what one has, by its .ko or its raw BTF.");
        }

        terminal.WriteLine(Sum());
    }

    private static (string Word, Tone Tone) WordOf(ProgramReport program) => program.Outcome switch
    {
        Outcome.Accepted => ("accept", Tone.Good),
        Outcome.Rejected or Outcome.NotPrepared => ("REJECT", Tone.Bad),
        Outcome.NotSupported => ("unknown", Tone.Doubtful),
        _ => ("FAILED", Tone.Broken),
    };

    private void WriteProgram(ProgramReport program, int nameWidth, int sectionWidth)
    {
        (string word, Tone tone) = WordOf(program);
        terminal.Write("  " + word.PadRight(8), tone);
        string line = $"{program.ProgramName.PadRight(nameWidth)}  {program.SectionName.PadRight(sectionWidth)}  {Effort(program)}";
        string? reason = program.Outcome != Outcome.Accepted ? program.Reason
            : program.Warning is { } warning
                ? $"accepted by {kernel.Name}, but not safe: something is used after what it belongs to has ended\n{warning.Message}"
                : null;
        if (options.IsBrief)
        {
            terminal.WriteLine(line.TrimEnd() + (reason is null ? "" : "  " + reason.Split('\n')[0]));
            return;
        }

        terminal.WriteLine(line.TrimEnd());
        if (reason is not null)
        {
            Tone reasonTone = program.Outcome == Outcome.Accepted ? Tone.Doubtful : tone;
            WriteReason(reason, program.Warning?.Place ?? program.Place, reasonTone);
            WriteStory(program.Story, reasonTone);
        }
    }

    private void WriteReason(string reason, SourcePlace? place, Tone tone)
    {
        foreach (string line in reason.Split('\n'))
        {
            terminal.WriteLine(Indent + line, tone);
        }

        if (place is not null)
        {
            string position = place.Column > 0 ? $"{place.Line}:{place.Column}" : $"{place.Line}";
            terminal.WriteLine($"{Indent}at {place.File}:{position} (instruction {place.Instruction}): {place.Text}");
        }
    }

    private void WriteStory(LifetimeStory? story, Tone tone)
    {
        if (story is null)
        {
            return;
        }

        if (told == options.Stories)
        {
            untold++;
            return;
        }

        told++;
        terminal.WriteLine();
        IReadOnlyList<string> lines = StoryText.Lines(story, terminal.Width - StoryIndent.Length);
        for (int i = 0; i < lines.Count; i++)
        {
            terminal.WriteLine(lines[i].Length == 0 ? "" : StoryIndent + Renamed(lines[i]), i == 0 ? tone : Tone.Plain);
        }

        terminal.WriteLine();
    }

    private string Renamed(string line)
    {
        int at = line.TrimStart().StartsWith(Arrow, StringComparison.Ordinal) ? line.IndexOf(Arrow, StringComparison.Ordinal) + Arrow.Length : -1;
        return at < 0 ? line : line[..at] + options.SourceRoots.Apply(line[at..]);
    }

    private static string Effort(ProgramReport program) => program.Verification is { } result
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{Number(result.Statistics.ProcessedInstructions, "instruction")}, {Number(result.Statistics.TotalStates, "state")}")
        : "";

    private string Sum()
    {
        int Count(params Outcome[] outcomes) => outcomes.Sum(o => counts.GetValueOrDefault(o));

        var parts = new List<string> { $"{Count(Outcome.Accepted)} accepted", $"{Count(Outcome.Rejected, Outcome.NotPrepared)} rejected" };
        if (warnings > 0)
        {
            parts[0] += $" ({warnings} of them not safe)";
        }

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
        return $"{Number(programs, "program")} on {kernel.Name} ({kernel.Release.Version}){models}: {string.Join(", ", parts)}.";
    }

    private static string Number(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
