using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Verifier.Rejections;
using Xunit;

namespace Vouch.Cli.Tests.Repository;

/// <summary>The catalogue of rules is complete, stable, and what the verifier rejects by. That a rejection names a rule, the compiler sees to.</summary>
public class RejectionRuleTests
{
    /// <summary>The rows of docs/rules.md: id, name, meaning.</summary>
    private static readonly string[] Documented =
    [
        .. File.ReadLines(Repo.PathOf("docs/rules.md")).Where(l => l.StartsWith("| VCH-", StringComparison.Ordinal)),
    ];

    [Fact]
    public void An_id_keeps_its_meaning()
    {
        Assert.Equal(Documented, RuleCatalogue.All.Select(e => $"| {e.Id} | {e.Rule} | {e.Meaning} |"));
    }

    [Fact]
    public void The_ids_that_stories_began_with_stay_what_they_were()
    {
        Rule[] first =
        [
            Rule.Leak, Rule.UseAfterEnd, Rule.ReleasedTooEarly, Rule.LastOwnerOverwritten, Rule.NotOwned, Rule.MayBeNull, Rule.NeverMade,
            Rule.OutOfOrder,
        ];
        Assert.Equal(first.Select((_, i) => $"VCH-LIFE-{i + 1:000}"), first.Select(RuleCatalogue.IdOf));
    }

    [Fact]
    public void The_catalogue_has_every_rule_once()
    {
        Assert.Equal(Enum.GetValues<Rule>().Where(r => r != Rule.None), RuleCatalogue.All.Select(e => e.Rule));
        Assert.Distinct(RuleCatalogue.All.Select(e => e.Id));
        Assert.Distinct(RuleCatalogue.All.Select(e => e.Meaning));
        Assert.All(RuleCatalogue.All, e => Assert.True(Enum.IsDefined(e.Category)));
    }

    [Fact]
    public void Every_rule_is_broken_somewhere()
    {
        HashSet<string> named = [.. Sources().SelectMany(s => Regex.Matches(s.Text, @"\bRule\.(\w+)")).Select(m => m.Groups[1].Value)];
        Assert.Empty(RuleCatalogue.All.Select(e => e.Rule.ToString()).Except(named));
    }

    /// <summary>Outcomes are made where a rule must be named, and nowhere else.</summary>
    [Fact]
    public void An_outcome_is_made_in_one_file()
    {
        Assert.Single(Sources(), s => s.Text.Contains("new Check(", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_rejected_under_no_rule()
    {
        Assert.DoesNotContain(Sources(), s => Regex.IsMatch(s.Text, @"\bReject\w*\(\s*(Rule\.None|default|new Rejection\(Rule\.None|\(Rule\))"));
    }

    /// <summary>What a story is about is told by rule and subject. Patterns are for the program's own source.</summary>
    [Fact]
    public void Stories_are_not_read_off_messages()
    {
        IEnumerable<string> readers =
            from file in Repo.SourceFiles("src/Vouch.Report/Story")
            let text = File.ReadAllText(Repo.PathOf(file))
            where text.Contains(".Message", StringComparison.Ordinal) || text.Contains(".Log", StringComparison.Ordinal)
                || (text.Contains("Regex", StringComparison.Ordinal) && !file.EndsWith("/SourceText.cs", StringComparison.Ordinal))
            select file;
        Assert.Empty(readers);
    }

    [Fact]
    public void The_verifier_does_not_search_its_own_words()
    {
        Assert.DoesNotContain(
            Sources(), s => Regex.IsMatch(s.Text, @"\b(log|message|Message|RejectionText|Log\.ToString\(\))\.(\w*IndexOf|StartsWith|Contains|EndsWith|Split)\b"));
    }

    private static IEnumerable<(string File, string Text)> Sources() =>
        from file in Repo.SourceFiles("src/Vouch.Verifier")
        where !file.Contains("/Rejections/", StringComparison.Ordinal)
        select (file, File.ReadAllText(Repo.PathOf(file)));
}
