using System;
using System.Collections.Generic;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Running;

/// <summary>The numbers of a campaign, and what its programs reached.</summary>
public sealed class CampaignSummary
{
    /// <summary>Programs made.</summary>
    public int Programs { get; private set; }

    /// <summary>Programs by what Vouch said of them.</summary>
    public SortedDictionary<string, int> Verdicts { get; } = new(StringComparer.Ordinal);

    /// <summary>Programs left out because they take too many instructions.</summary>
    public int Expensive { get; private set; }

    /// <summary>Programs that a kernel judged.</summary>
    public int Compared { get; private set; }

    /// <summary>Programs that were given to a kernel, but never came to its verifier.</summary>
    public int NotJudged { get; internal set; }

    /// <summary>What the oracle said when it failed; the programs were asked about again, fewer at a time.</summary>
    public List<string> OracleFailures { get; } = [];

    /// <summary>Programs by the kind of difference; one program can count in several.</summary>
    public SortedDictionary<string, int> Disagreements { get; } = new(StringComparer.Ordinal);

    /// <summary>What the programs reached: their logs tell.</summary>
    public Coverage Coverage { get; } = new();

    internal void Add(FuzzProgram program, Answer answer, bool isCheap)
    {
        Programs++;
        Count(Verdicts, answer.Verdict);
        Expensive += isCheap ? 0 : 1;
        Coverage.Add(program, answer);
    }

    internal void AddComparison(Differences kinds)
    {
        Compared++;
        foreach (Differences kind in Enum.GetValues<Differences>())
        {
            if (kind != Differences.None && kinds.HasFlag(kind))
            {
                Count(Disagreements, kind.ToString());
            }
        }
    }

    internal static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
