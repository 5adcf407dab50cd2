using System;
using Vouch.Report.Stat;
using Xunit;

namespace Vouch.Cli.Tests.Stat;

public class StatFilterTests
{
    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("xdp*", "xdp_pass", true)]
    [InlineData("xdp*", "tc", false)]
    [InlineData("*pass", "xdp_pass", true)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("ab", "abc", false)]
    [InlineData("a*bc", "abcbc", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void A_star_stands_for_any_text(string pattern, string name, bool expected)
    {
        Assert.Equal(expected, Glob.IsMatch(pattern, name));
    }

    [Theory]
    [InlineData("a*", true)]
    [InlineData("main", true)]
    [InlineData("a*/main", true)]
    [InlineData("a*/other", false)]
    [InlineData("a*/", true)]
    [InlineData("/main", true)]
    [InlineData("/other", false)]
    [InlineData("b*", false)]
    [InlineData("!a*", false)]
    [InlineData("!/other", true)]
    public void A_name_rule_selects_programs(string rule, bool expected)
    {
        Assert.Equal(expected, new StatFilter([rule]).WantsProgram("a.bpf.o", "main"));
    }

    [Fact]
    public void A_denial_wins_over_a_permission()
    {
        Assert.False(new StatFilter(["a*", "!/main"]).WantsProgram("a.bpf.o", "main"));
        Assert.True(new StatFilter(["a*", "!/main"]).WantsProgram("a.bpf.o", "other"));
    }

    [Fact]
    public void Permissions_are_alternatives()
    {
        var filter = new StatFilter(["a*/main", "b*"]);
        Assert.True(filter.WantsProgram("a.bpf.o", "main"));
        Assert.True(filter.WantsProgram("b.bpf.o", "any"));
        Assert.False(filter.WantsProgram("a.bpf.o", "any"));
    }

    [Theory]
    [InlineData("insns=100", true)]
    [InlineData("insns!=100", false)]
    [InlineData("insns>=100", true)]
    [InlineData("insns>100", false)]
    [InlineData("total_insns<101", true)]
    [InlineData("verdict=success", true)]
    [InlineData("verdict==f", false)]
    [InlineData("!verdict=success", false)]
    [InlineData("|mem_peak|=1", true)]
    public void A_number_rule_selects_rows(string rule, bool expected)
    {
        Assert.Equal(expected, new StatFilter([rule]).WantsRow(Reports.Accepted("a.bpf.o", "main", 100)));
    }

    [Theory]
    [InlineData("file=3")]
    [InlineData("insns=many")]
    [InlineData("nothing=3")]
    public void A_comparison_that_makes_no_sense_is_refused(string rule)
    {
        Assert.Throws<FormatException>(() => new StatFilter([rule]));
    }
}
