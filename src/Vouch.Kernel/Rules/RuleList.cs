using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace Vouch.Kernel.Rules;

/// <summary>A rule in which releases differ, and what one of them answers.</summary>
/// <param name="Room">The record that declares it.</param>
/// <param name="Name">Its property there.</param>
/// <param name="Value">The answer in a word.</param>
public sealed record RuleValue(Type Room, string Name, string Value);

/// <summary>The rules as a list, for those who show or compare them.</summary>
public static class RuleList
{
    // What a user sets, and not a release.
    private static readonly string[] OfTheMachine = [nameof(KernelRules.MitigatesSpeculation), nameof(KernelRules.CpuCount)];

    /// <summary>All rules, room by room.</summary>
    public static IEnumerable<RuleValue> Of(KernelRules rules) =>
        from property in Properties(typeof(KernelRules))
        where !OfTheMachine.Contains(property.Name) && property.PropertyType != typeof(PhraseBook)
        from rule in property.PropertyType.IsEnum ? [Value(property, rules)] : Properties(property.PropertyType).Select(own => Value(own, property.GetValue(rules)!))
        select rule;

    private static IEnumerable<PropertyInfo> Properties([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).OrderBy(property => property.MetadataToken);

    private static RuleValue Value(PropertyInfo property, object owner) => new(property.DeclaringType!, property.Name, property.GetValue(owner) switch
    {
        bool answer => answer ? "yes" : "no",
        int.MaxValue => "unlimited",
        object other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
        null => "none",
    });
}
