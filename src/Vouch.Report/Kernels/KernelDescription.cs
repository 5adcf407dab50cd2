using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Report.Json;

namespace Vouch.Report.Kernels;

/// <summary>A rule and a kernel's answer.</summary>
/// <param name="Rule">Its name: room and property.</param>
/// <param name="Value">The answer.</param>
/// <param name="Text">What the rule is about, what each answer means, and since when.</param>
public sealed record RuleEntry(string Rule, string Value, string Text);

/// <summary>What is known of one kernel.</summary>
public sealed record KernelDescription(KernelEntry Kernel, IReadOnlyList<RuleEntry> Rules, IReadOnlyList<KernelFacts> Facts)
{
    /// <summary>Describes a kernel.</summary>
    public static KernelDescription Of(KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return new KernelDescription(
            KernelEntry.Of(kernel),
            [.. RuleList.Of(kernel.Rules).Select(rule => new RuleEntry(NameOf(rule), rule.Value, RuleTexts.Of(rule)))],
            KernelFacts.Of(kernel));
    }

    internal static string NameOf(RuleValue rule) =>
        rule.Room == typeof(KernelRules) ? rule.Name : $"{rule.Room.Name.Replace("Rules", "", StringComparison.Ordinal)}.{rule.Name}";
}
