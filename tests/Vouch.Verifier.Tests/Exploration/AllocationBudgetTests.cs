using System;
using System.Text;
using Vouch.Bytecode.Loading;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Exploration;

/// <summary>Following a path allocates nothing by the instruction, and forks use the states of the paths that ended.</summary>
/// <remarks>The smallest object takes 24 bytes, so one for every instruction exceeds the budgets. What they are there for is kept checkpoints.</remarks>
public class AllocationBudgetTests
{
    private const string Start = "r7 = 0\ncall 7\nr8 = r0\n";
    private const string End = "r0 = 0\nexit\n";

    /// <summary>Arithmetic, spills, fills and conversions: 800 instructions a round, so that checkpoints are few.</summary>
    [Fact]
    public void Instructions_allocate_nothing() =>
        RequireBudget(BytesPerInstruction($"{Start}round:\n{Body(repeats: 80)}r7 += 1\nif r7 < 200 goto round\n{End}"), 16);

    /// <summary>Paths that never meet: each remembers the way it took, and its end depends on that.</summary>
    [Fact]
    public void Paths_that_end_leave_their_states_to_others() =>
        RequireBudget(BytesPerInstruction($"{Start}{Forks(count: 11)}if r7 == 5 goto +0\n{End}"), 16);

    private static void RequireBudget(double bytes, double budget) =>
        Assert.True(bytes < budget, FormattableString.Invariant($"{bytes:f1} bytes an instruction, {budget} are allowed"));

    private static string Body(int repeats)
    {
        StringBuilder text = new();
        for (int i = 0; i < repeats; i++)
        {
            _ = text.Append("r1 = r8\nr1 &= 255\nr1 += 7\nw2 = w8\nw2 >>= 3\nr2 *= r1\n*(u64 *)(r10 - 8) = r2\nr3 = *(u64 *)(r10 - 8)\nr3 ^= r1\nr3 -= r2\n");
        }

        return text.ToString();
    }

    private static string Forks(int count)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            _ = text.Append("call 7\nr7 <<= 1\nif r0 > 5 goto +1\nr7 |= 1\n").Append(Body(repeats: 4));
        }

        return text.ToString();
    }

    private static double BytesPerInstruction(string program)
    {
        LoadRequest request = new TextProgram { Text = program }.Request();
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.Statistics } };
        VerificationResult first = Verifier.Verify(request, KernelProfile.Linux73, options);
        Assert.Equal("", first.Message);
        Assert.True(first.Statistics.ProcessedInstructions > 100_000);

        // The first run made what all runs share.
        long before = GC.GetAllocatedBytesForCurrentThread();
        VerificationResult second = Verifier.Verify(request, KernelProfile.Linux73, options);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(first.Statistics.ProcessedInstructions, second.Statistics.ProcessedInstructions);
        return (double)bytes / second.Statistics.ProcessedInstructions;
    }
}
