using System.Text;
using Vouch.Verifier.Calls;
using Xunit;

namespace Vouch.Verifier.Tests.Calls;

public class FormatStringTests
{
    [Theory]
    [InlineData("plain text\t\n", 0)]
    [InlineData("100%%", 0)]
    [InlineData("%d %u %x %X %i", 5)]
    [InlineData("%ld %llu %-08d % +3lx", 4)]
    [InlineData("%s, %c.", 2)]
    [InlineData("%p %px %pK %ps %pS %pB", 6)]
    [InlineData("%pi4 %pI4 %pi6 %pI6", 4)]
    [InlineData("%pks %pus!", 2)]
    [InlineData("%d", 3)]
    public void Known_conversions_with_enough_arguments_are_fine(string format, int arguments) =>
        Assert.True(IsValid(format, arguments));

    [Theory]
    [InlineData("%d %d", 1)]
    [InlineData("%", 1)]
    [InlineData("%f", 1)]
    [InlineData("%lld%hd", 2)]
    [InlineData("%sx", 1)]
    [InlineData("%pksx", 1)]
    [InlineData("%pi5", 1)]
    [InlineData("%pa", 1)]
    [InlineData("%5", 1)]
    [InlineData("bell\a", 0)]
    public void Anything_else_is_refused(string format, int arguments) => Assert.False(IsValid(format, arguments));

    [Fact]
    public void Text_may_be_UTF_8_but_conversions_may_not()
    {
        Assert.True(IsValid("µs", 0));
        Assert.False(IsValid("%µ", 1));
    }

    private static bool IsValid(string format, int arguments) => FormatStrings.IsValid(Encoding.UTF8.GetBytes(format), arguments);
}
