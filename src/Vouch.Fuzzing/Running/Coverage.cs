using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Programs;

namespace Vouch.Fuzzing.Running;

/// <summary>What generated programs reached, in programs that came there: sections, calls, register types, messages.</summary>
public sealed partial class Coverage
{
    /// <summary>Programs by section.</summary>
    public SortedDictionary<string, int> Sections { get; } = new(StringComparer.Ordinal);

    /// <summary>Programs by helper or kernel function that they call.</summary>
    public SortedDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Programs by the types that registers and stack slots had, as the log prints them. Needs log level 2 for accepted ones.</summary>
    public SortedDictionary<string, int> RegisterTypes { get; } = new(StringComparer.Ordinal);

    /// <summary>Rejected programs by the last line of their message, numbers masked.</summary>
    public SortedDictionary<string, int> Messages { get; } = new(StringComparer.Ordinal);

    internal void Add(FuzzProgram program, Answer answer)
    {
        CampaignSummary.Count(Sections, program.Section);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (FuzzFunction function in program.Functions)
        {
            foreach (string line in function.Lines)
            {
                if (line.StartsWith("call bpf_", StringComparison.Ordinal) && seen.Add(line))
                {
                    CampaignSummary.Count(Calls, line["call ".Length..]);
                }
            }
        }

        foreach (string line in answer.Log)
        {
            foreach (Match match in RegisterType().Matches(line))
            {
                string type = match.Groups["type"].Value;
                if (!StackBytes().IsMatch(type) && seen.Add("=" + type))
                {
                    CampaignSummary.Count(RegisterTypes, type);
                }
            }
        }

        if (answer.Verdict != "success" && AnswerComparison.MessageOf(answer) is { Count: > 0 } message)
        {
            CampaignSummary.Count(Messages, Numbers().Replace(message[^1], "N"));
        }
    }

    [GeneratedRegex(@"(?:R\d+(?:_\w+)?|fp-\d+)=(?<type>[a-z][a-z_]*(?:_[a-z]+)*)")]
    private static partial Regex RegisterType();

    /// <summary>What a slot's bytes print as when it holds no register: a letter each.</summary>
    [GeneratedRegex(@"^[pmf]+(scalar)?$")]
    private static partial Regex StackBytes();

    [GeneratedRegex(@"-?\b(?:0x[0-9a-f]+|\d+)\b")]
    private static partial Regex Numbers();
}
