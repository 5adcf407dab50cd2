using System;
using Vouch.Kernel;
using Vouch.Kernel.Releases;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>Kernels whose rules are not complete.</summary>
public class PreviewTests
{
    private static readonly KernelProfile Preview = KernelProfile.Open("linux-6.18");

    private static VerificationResult Verify(string text, VerifierOptions options) =>
        Verifier.Verify(new TextProgram { Text = text }.Request(), Preview, options);

    [Theory]
    [InlineData("r0 = 0; exit")]
    [InlineData("exit")]
    public void No_verdict_is_given_in_the_name_of_a_preview(string text)
    {
        VerificationResult result = Verify(text, new VerifierOptions());
        Assert.Equal((Fidelity.Preview, Verdict.NotSupported), (Preview.Release.Fidelity, result.Verdict));
        Assert.StartsWith("Linux 6.18.15 is a preview", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r0 = 0; exit", Verdict.Accepted)]
    [InlineData("exit", Verdict.Rejected)]
    public void Who_asks_for_a_previews_answer_gets_it(string text, Verdict expected) =>
        Assert.Equal(expected, Verify(text, new VerifierOptions { AllowsPreview = true }).Verdict);
}
