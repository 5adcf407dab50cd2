using System;
using System.Collections.Immutable;
using Vouch.Verifier;

namespace Vouch.Fuzzing.Comparison;

/// <summary>The four numbers that veristat prints.</summary>
public readonly record struct Counts(int Instructions, int TotalStates, int PeakStates, int MaxStatesPerInstruction);

/// <summary>What a verifier said about one program: the kernel's, or Vouch's.</summary>
/// <param name="Verdict"><c>success</c>, <c>failure</c>, or <c>unknown</c> where Vouch does not model something.</param>
/// <param name="Counts">What it cost.</param>
/// <param name="Log">The log's lines.</param>
public sealed record Answer(string Verdict, Counts Counts, ImmutableArray<string> Log)
{
    /// <summary>The kernel's verifier ran: its closing statistics are there.</summary>
    public bool WasJudged => Log.Length > 0 && Array.FindLastIndex([.. Log], l => l.StartsWith("processed ", StringComparison.Ordinal)) >= 0;

    /// <summary>Vouch's answer as veristat would print it.</summary>
    public static Answer Of(VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        VerificationStatistics statistics = result.Statistics;
        Counts counts = new(
            statistics.ProcessedInstructions, statistics.TotalStates, statistics.PeakStates, statistics.MaxStatesPerInstruction);
        string verdict = result.Verdict switch { Verifier.Verdict.Accepted => "success", Verifier.Verdict.Rejected => "failure", _ => "unknown" };
        return new Answer(verdict, counts, [.. result.Log.Split('\n')]);
    }
}
