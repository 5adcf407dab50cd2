using System;
using System.Threading;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Exploration;

public class VerificationBudgetTests
{
    /// <summary>Some 200,000 instructions, to be rejected by nothing but patience.</summary>
    private const string Long = "r7 = 0\nround:\nr7 += 1\nif r7 < 100000 goto round\nr0 = 0\nexit\n";

    private const string Short = "r0 = 0\nexit\n";

    private static VerificationResult Verify(string program, VerificationBudget? budget) => Verifier.Verify(
        new TextProgram { Text = program }.Request(), KernelProfile.Linux73, new VerifierOptions { Budget = budget });

    [Fact]
    public void Without_time_a_long_verification_is_given_up_and_has_no_verdict()
    {
        VerificationResult result = Verify(Long, new VerificationBudget(TimeSpan.Zero));
        Assert.Equal((Verdict.NotSupported, GivenUp.Time), (result.Verdict, result.GivenUp));
        Assert.StartsWith("time: ", result.Message, StringComparison.Ordinal);
        Assert.True(result.Statistics.ProcessedInstructions <= VerificationBudget.Interval);
    }

    [Fact]
    public void Without_memory_a_long_verification_is_given_up() =>
        Assert.Equal(GivenUp.Memory, Verify(Long, new VerificationBudget { IsMemoryExceeded = () => true }).GivenUp);

    [Fact]
    public void A_cancelled_verification_ends()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(GivenUp.Cancelled, Verify(Long, new VerificationBudget { Cancellation = source.Token }).GivenUp);
    }

    [Fact]
    public void A_budget_that_suffices_changes_nothing()
    {
        VerificationResult result = Verify(Short, new VerificationBudget(TimeSpan.FromHours(1)) { IsMemoryExceeded = () => false });
        Assert.Equal((Verdict.Accepted, GivenUp.No), (result.Verdict, result.GivenUp));
        Assert.Equal(Verify(Long, null).Statistics.ProcessedInstructions, Verify(Long, new VerificationBudget(TimeSpan.FromHours(1))).Statistics.ProcessedInstructions);
    }
}
