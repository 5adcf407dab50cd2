using System;
using System.Collections.Immutable;
using System.Globalization;
using Vouch.Report;
using Vouch.Report.Story;
using Vouch.Verifier.Trace;

namespace Vouch.Cli.Output;

/// <summary>The text of <c>vouch explain</c>.</summary>
internal static class Explanation
{
    private const string Indent = "  ";

    /// <summary>The story of the recorded path; or the visits of an instruction, where that was recorded.</summary>
    /// <exception cref="ArgumentException">There is no such visit.</exception>
    public static void Write(Terminal output, ProgramReport program, Recording recording, int? visit)
    {
        LifetimeTrace trace = program.Verification!.Trace!;
        if (recording.Instruction is { } instruction)
        {
            WriteVisits(output, program.Code!, trace, instruction, visit);
            return;
        }

        string verdict = program.Outcome == Outcome.Accepted ? "accepted" : program.Message.Split('\n')[0];
        output.WriteLine($"{program.ProgramName}: {verdict}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"path {trace.Path} of {trace.Paths}, {trace.Steps.Length} instructions"));
        output.WriteLine();
        if (program.Story is not { } story || (story.Objects.IsEmpty && story.Headline.Length == 0))
        {
            output.WriteLine("no object is acquired or derived on this path");
            PathEnd.Write(output, program);
            return;
        }

        foreach (string line in StoryText.Lines(story, output.Width))
        {
            output.WriteLine(line);
        }
    }

    private static void WriteVisits(Terminal output, ProgramCode code, LifetimeTrace trace, int instruction, int? visit)
    {
        ImmutableArray<InstructionVisit> visits = trace.Visits;
        if (visit is { } wanted && (wanted < 1 || wanted > visits.Length))
        {
            throw new ArgumentException($"instruction {instruction} was visited {visits.Length} times");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{instruction}: {code.TextOf(instruction)}"));
        if (visits.IsEmpty)
        {
            output.WriteLine("no path comes here");
        }

        for (int i = 0; i < visits.Length; i++)
        {
            if (visit is null || visit == i + 1)
            {
                output.WriteLine();
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"visit {i + 1} of {visits.Length}, on path {visits[i].Path}"));
                Write(output, "before", visits[i].Before);
                Write(output, "after", visits[i].After);
            }
        }
    }

    private static void Write(Terminal output, string when, ObjectTree? tree)
    {
        string drawing = tree is null ? "(the program was rejected here)" : ObjectTreeText.Draw(tree);
        output.WriteLine(when);
        foreach (string line in drawing.Split('\n'))
        {
            output.WriteLine(Indent + line);
        }
    }
}
