using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Running;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Fuzzing.Tests.Cases;

/// <summary>
/// Reduced programs about which Vouch and a real kernel once disagreed. Each file starts with the kernel's answer; where it has no line
/// 'message', the messages still differ.
/// </summary>
public class CaseTests
{
    private static readonly Judge Judge = new(KernelProfile.Linux73.WithRules(KernelProfile.Linux73.Rules with { CpuCount = 2 }), 1);

    public static TheoryData<string> Cases() => [.. Directory.EnumerateFiles(Folder(), "*.txt").Select(f => Path.GetFileName(f)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_reduced_program_is_answered_as_the_kernel_answers(string file)
    {
        string text = File.ReadAllText(Path.Combine(Folder(), file));
        Answer ours = Judge.Ask(ProgramText.Parse(text));
        Assert.Equal(Expected(text, "verdict").Single(), ours.Verdict);
        Counts counts = ours.Counts;
        Assert.Equal(
            Expected(text, "counts").Single(),
            FormattableString.Invariant($"{counts.Instructions} {counts.TotalStates} {counts.PeakStates} {counts.MaxStatesPerInstruction}"));
        if (Expected(text, "message") is { Length: > 0 } message)
        {
            Assert.Equal(message, AnswerComparison.MessageOf(ours));
        }
    }

    private static string[] Expected(string text, string what) =>
        [.. text.Split('\n').Where(l => l.StartsWith($"// {what} ", StringComparison.Ordinal)).Select(l => l[(what.Length + 4)..])];

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
