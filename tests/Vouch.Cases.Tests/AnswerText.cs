using System.Collections.Immutable;
using Vouch.Fuzzing.Comparison;

namespace Vouch.Cases.Tests;

/// <summary>An answer as the case files have it.</summary>
internal static class AnswerText
{
    public static ImmutableArray<string> Of(Answer answer)
    {
        Counts counts = answer.Counts;
        string first = $"-- {answer.Verdict} {counts.Instructions} {counts.TotalStates} {counts.PeakStates} {counts.MaxStatesPerInstruction}";
        return [first, .. AnswerComparison.ComparedLines(answer)];
    }
}
