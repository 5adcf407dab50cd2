using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

/// <summary>Tracing programs whose functions are named when they are attached.</summary>
public class AttachToManyTests
{
    private static AttachingProgram Tracing(AttachType attachType) => new() { AttachType = attachType };

    [Theory]
    [InlineData(AttachType.TraceFentryMulti)]
    [InlineData(AttachType.TraceFexitMulti)]
    [InlineData(AttachType.TraceFsessionMulti)]
    public void They_are_verified_without_a_target(AttachType attachType)
    {
        Tracing(attachType).IsAccepted();
        (Tracing(attachType) with { IsSleepable = true }).IsAccepted();
        (Tracing(attachType) with { Text = "call 5; exit" }).IsRejected("At program exit the register R0 has unknown scalar value should have been in [0, 0]");
    }

    [Theory]
    [InlineData(AttachType.TraceFentryMulti, 0, 1)]
    [InlineData(AttachType.TraceFexitMulti, 0, 1)]
    [InlineData(AttachType.TraceFexitMulti, 8, 2)]
    public void Their_context_holds_neither_arguments_nor_a_result(AttachType attachType, int offset, int argument) =>
        Assert.StartsWith(
            $"func 'bpf_multi_func' doesn't have {argument}-th argument\n",
            (Tracing(attachType) with { Text = $"r1 = *(u64 *)(r1 + {offset}); r0 = 0; exit" }).Verify().Message);

    [Fact]
    public void They_name_no_function_themselves()
    {
        AttachTarget? target = AttachingProgram.At(AttachType.TraceFentry, "do_exit").Target;
        VerificationResult result = (Tracing(AttachType.TraceFentryMulti) with { Target = target }).Verify();
        Assert.Equal(Errno.Invalid, result.Errno);
        Assert.Equal("", result.Log);
    }
}
