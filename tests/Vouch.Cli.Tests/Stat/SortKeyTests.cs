using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Report;
using Vouch.Report.Stat;
using Xunit;

namespace Vouch.Cli.Tests.Stat;

public class SortKeyTests
{
    private static readonly List<ProgramReport> Rows =
        [Reports.Accepted("b.o", "one", 5), Reports.Accepted("a.o", "two", 9), Reports.Accepted("a.o", "one", 5), Reports.Rejected("c.o", "x", 7)];

    private static string Sorted(string spec)
    {
        List<StatRow> rows = [.. Rows.Select(StatRow.Of)];
        rows.Sort(SortKey.Comparison(SortKey.ParseList(spec)));
        return string.Join(' ', rows.Select(r => r.File[..1] + r.Program));
    }

    [Theory]
    [InlineData("file,prog", "aone atwo bone cx")]
    [InlineData("insns", "atwo cx aone bone")]
    [InlineData("insns^", "aone bone cx atwo")]
    [InlineData("insnsv", "atwo cx aone bone")]
    [InlineData("verdict,insns^", "cx aone bone atwo")]
    [InlineData("file.", "cx bone aone atwo")]
    [InlineData("|insns|_", "atwo cx aone bone")]
    [InlineData("insns_diff^", "aone bone cx atwo")]
    public void Rows_are_sorted_by_the_keys_and_ties_fall_to_file_and_program(string spec, string expected)
    {
        Assert.Equal(expected, Sorted(spec));
    }

    [Fact]
    public void Every_name_of_every_column_is_found()
    {
        Assert.All(StatColumn.All, column => Assert.All(column.Names, name => Assert.Same(column, SortKey.ParseList(name)[0].Column)));
    }

    [Fact]
    public void An_unknown_name_is_refused()
    {
        Assert.Throws<FormatException>(() => SortKey.ParseList("insns,speed"));
    }
}
