using System;
using Vouch.Report.Expectations;
using Xunit;

namespace Vouch.Cli.Tests.Expectations;

public class ExpectedMessageTests
{
    [Theory]
    [InlineData("R0 (x) [y] *z", "is R0 (x) [y] *z.", 3, 13)]
    [InlineData("a.c{{[0-9]+}}", "abc1 a.c27 a.c", 5, 5)]
    [InlineData("{{^r[[:digit:]] .*$}}", "x r1 y\nr2 b\nr3 c", 7, 4)]
    [InlineData("{{[^]a]}}b", "ab]bcb", 4, 2)]
    [InlineData("a{{[^x]}}b", "a\nb axb a-b", 8, 3)]
    [InlineData("{{a+?}}b", "aab", 0, 3)]
    [InlineData("{{((ab|c){,2})}}d", "abcabd", 2, 4)]
    [InlineData("{{\\(a\\)}}", "a (a)", 2, 3)]
    [InlineData("{{[a\\]}}", "b\\", 1, 1)]
    [InlineData("{{x*}}", "b", 0, 0)]
    public void A_text_is_found_where_a_regcomp_of_it_matches(string text, string log, int offset, int length)
    {
        Assert.Equal((offset, length), new ExpectedMessage(text).FindIn(log));
    }

    [Theory]
    [InlineData("a{{b}}", "a.")]
    [InlineData("a.b", "axb")]
    [InlineData("{{a.b}}", "a\nb")]
    [InlineData("{{^b}}", "ab")]
    public void What_does_not_match_is_not_found(string text, string log)
    {
        Assert.Null(new ExpectedMessage(text).FindIn(log));
    }

    [Theory]
    [InlineData("a{{b")]
    [InlineData("{{[a}}")]
    [InlineData("{{(a}}")]
    [InlineData("{{a{x}}}")]
    [InlineData("{{[[:none:]]}}")]
    [InlineData("{{(a)\\1}}")]
    [InlineData("{{a\\}}")]
    public void A_broken_pattern_is_an_error_of_format(string text)
    {
        Assert.Throws<FormatException>(() => new ExpectedMessage(text));
    }
}
