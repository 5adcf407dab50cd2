using System;
using System.Linq;
using Vouch.Report;

namespace Vouch.Cli.Output;

/// <summary>The last steps of the path that failed, with the values of registers and stack that the log tells.</summary>
internal static class PathEnd
{
    /// <summary>As much of the log as the last steps can take.</summary>
    public const int LogSize = 1 << 20;

    private const int ShownLines = 24;

    /// <summary>What was verified last before the rejection, and where it stands in the source.</summary>
    public static void Write(Terminal output, ProgramReport program)
    {
        if (program.Outcome != Outcome.Rejected || program.Verification is not { Log.Length: > 0 } result)
        {
            return;
        }

        string[] lines = result.Log.TrimEnd('\n').Split('\n');
        int end = Array.FindLastIndex(lines, line => line == program.Message.Split('\n')[^1]);
        end = end < 0 ? lines.Length - 1 : end;
        int start = Math.Max(0, end + 1 - ShownLines);
        output.WriteLine();
        output.WriteLine(start > 0 ? "the last steps, as the log has them ('vouch log' prints all)" : "the steps, as the log has them");
        foreach (string line in lines.Skip(start).Take(end + 1 - start))
        {
            output.WriteLine("  " + line);
        }

        if (program.Place is { } place)
        {
            output.WriteLine($"at {place.File}:{place.Line}:{place.Column} (instruction {place.Instruction}): {place.Text}");
        }
    }
}
