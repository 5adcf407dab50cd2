using Vouch.Bytecode.Loading;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests;

/// <summary>What could not be resolved is named instead of the impossible call that stands for it.</summary>
public class PlaceholderTextTests
{
    private const string Missing = "failed to resolve CO-RE relocation <byte_off> [7] struct gone.field (0:0 @ offset 0)";

    [Theory]
    [InlineData(LogLevels.None)]
    [InlineData(LogLevels.Statistics)]
    [InlineData(LogLevels.Path)]
    [InlineData(LogLevels.All)]
    public void The_message_does_not_depend_on_the_log(LogLevels level) =>
        Assert.Equal(Missing, Verify(level, placeholderAt: 1).Message);

    [Fact]
    public void The_log_names_it_where_the_instruction_was() =>
        Assert.Contains($"1: <invalid CO-RE relocation>\n{Missing}\n", Verify(LogLevels.Path, placeholderAt: 1).Log);

    [Fact]
    public void An_impossible_call_of_the_programs_own_is_told_as_it_is() =>
        Assert.Equal("invalid func unknown#195896080", Verify(LogLevels.Path, placeholderAt: 0).Message);

    private static VerificationResult Verify(LogLevels level, int placeholderAt)
    {
        LoadRequest request = new TextProgram { Text = "r0 = 0\ncall 195896080\nexit\n" }.Request() with
        {
            Placeholders = [new Placeholder(placeholderAt, "<invalid CO-RE relocation>", Missing)],
        };
        return Verifier.Verify(request, KernelProfile.Linux73, new VerifierOptions { Presentation = new Presentation { LogLevel = level } });
    }
}
