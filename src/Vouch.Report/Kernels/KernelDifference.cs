using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Report.Json;

namespace Vouch.Report.Kernels;

/// <summary>A rule to which two kernels have different answers.</summary>
/// <param name="Rule">Its name: room and property.</param>
/// <param name="From">The first kernel's answer.</param>
/// <param name="To">The second one's.</param>
/// <param name="Text">What the rule is about, what each answer means, and since when.</param>
public sealed record RuleDifference(string Rule, string From, string To, string Text);

/// <summary>What one kernel has of a kind and another does not.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Gone">Only the first kernel has them.</param>
/// <param name="New">Only the second one has them.</param>
public sealed record FactDifference(string Kind, IReadOnlyList<string> Gone, IReadOnlyList<string> New);

/// <summary>What the verifiers of two kernels do otherwise.</summary>
public sealed record KernelDifference(KernelEntry From, KernelEntry To, IReadOnlyList<RuleDifference> Rules, IReadOnlyList<FactDifference> Facts)
{
    /// <summary>Compares two kernels, the way from the first to the second.</summary>
    public static KernelDifference Between(KernelProfile from, KernelProfile to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return new KernelDifference(
            KernelEntry.Of(from),
            KernelEntry.Of(to),
            [.. RuleList.Of(from.Rules).Zip(RuleList.Of(to.Rules))
                .Where(pair => pair.First.Value != pair.Second.Value)
                .Select(pair => new RuleDifference(KernelDescription.NameOf(pair.First), pair.First.Value, pair.Second.Value, RuleTexts.Of(pair.First)))],
            [.. KernelFacts.Of(from).Zip(KernelFacts.Of(to))
                .Select(pair => new FactDifference(
                    pair.First.Kind, [.. pair.First.Names.Except(pair.Second.Names)], [.. pair.Second.Names.Except(pair.First.Names)]))
                .Where(difference => difference.Gone.Count + difference.New.Count > 0)]);
    }
}
