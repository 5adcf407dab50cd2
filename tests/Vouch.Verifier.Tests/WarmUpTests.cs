using Vouch.Kernel;
using Xunit;

namespace Vouch.Verifier.Tests;

public class WarmUpTests
{
    [Fact]
    public void The_program_for_warming_up_is_gone_through_to_its_end() => Assert.Equal(Verdict.Accepted, WarmUp.Run(KernelProfile.Linux73));
}
