using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Vouch.Kernel.Rules;

namespace Vouch.Report.Kernels;

/// <summary>What each rule says, in words: the summaries at their declarations, which the build puts into this assembly.</summary>
internal static partial class RuleTexts
{
    private const string Resource = "rules.xml";

    private static readonly Lazy<Dictionary<string, string>> Texts = new(Read);

    /// <summary>What the rule's values mean and since when.</summary>
    public static string Of(RuleValue rule) => Texts.Value.GetValueOrDefault($"P:{rule.Room.FullName}.{rule.Name}", "");

    private static Dictionary<string, string> Read()
    {
        using Stream stream = typeof(RuleTexts).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("the assembly lacks the texts of rules");
        return XDocument.Load(stream).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => TextOf(member.Element("summary")!), StringComparer.Ordinal);
    }

    /// <summary>The evidence is for those who work on the rule.</summary>
    private static string TextOf(XElement summary)
    {
        string text = string.Concat(summary.Nodes().Select(node => node is XElement { Name.LocalName: "see" } reference
            ? reference.Attribute("cref")?.Value.Split('.')[^1] : node is XElement other ? other.Value : node.ToString()));
        int evidence = text.IndexOf("Evidence:", StringComparison.Ordinal);
        return Space().Replace(evidence < 0 ? text : text[..evidence], " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
