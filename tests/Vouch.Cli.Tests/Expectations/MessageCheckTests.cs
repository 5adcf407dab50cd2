using System.Collections.Immutable;
using System.Linq;
using Vouch.Report.Expectations;
using Xunit;

namespace Vouch.Cli.Tests.Expectations;

public class MessageCheckTests
{
    private const string Log = "one\ntwo\nthree\ntwo\nfour\n";

    [Theory]
    [InlineData("one", "two", "four")]
    [InlineData("two", "two")]
    [InlineData("three", "!one")]
    [InlineData("!three", "two", "!one", "four", "!two")]
    public void What_comes_in_order_is_found(params string[] messages)
    {
        Assert.Empty(MessageCheck.Check(Log, Of(messages)));
    }

    [Theory]
    [InlineData("two", "four", "two")]
    [InlineData("one", "one", "one")]
    [InlineData("three", "four", "three")]
    [InlineData("five", "five")]
    public void What_comes_only_before_is_missing(string missing, params string[] messages)
    {
        MessageFailure failure = Assert.Single(MessageCheck.Check(Log, Of(messages)));
        Assert.Equal((missing, null), (failure.Message.Text, failure.Found));
    }

    [Theory]
    [InlineData("three", "two", "!three", "two")]
    [InlineData("three", "two", "!one", "!three", "four")]
    [InlineData("four", "three", "!four")]
    [InlineData("one", "!one", "three")]
    public void What_must_not_lie_between_two_messages_is_found_there(string unexpected, params string[] messages)
    {
        MessageFailure failure = Assert.Single(MessageCheck.Check(Log, Of(messages)));
        Assert.Equal((unexpected, unexpected), (failure.Message.Text, failure.Found));
        Assert.Contains(unexpected, Log[failure.SearchedFrom..failure.SearchedTo], System.StringComparison.Ordinal);
    }

    private static ImmutableArray<ExpectedMessage> Of(string[] messages) =>
        [.. messages.Select(m => new ExpectedMessage(m.TrimStart('!'), isNegative: m[0] == '!'))];
}
