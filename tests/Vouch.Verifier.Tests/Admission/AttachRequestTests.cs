using System.Linq;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

/// <summary>What is refused before the verifier is entered: there is no log.</summary>
public class AttachRequestTests
{
    private static Semantics OnlyBpf { get; } = Semantics.Unprivileged with { HasBpfCapability = true };

    [Theory]
    [InlineData(ProgramType.Kprobe)]
    [InlineData(ProgramType.Xdp)]
    [InlineData(ProgramType.Tracing)]
    public void Types_need_their_capabilities(ProgramType type) =>
        RefusesSilently(new AttachingProgram { Type = type, Semantics = OnlyBpf }, Errno.NotPermitted);

    [Fact]
    public void An_ordinary_user_loads_filters_only()
    {
        (Filter() with { Semantics = Semantics.Unprivileged }).IsAccepted();
        RefusesSilently(new AttachingProgram { Type = ProgramType.SkReuseport, Semantics = Semantics.Unprivileged }, Errno.NotPermitted);
    }

    [Fact]
    public void An_ordinary_user_loads_short_programs_only()
    {
        string text = string.Concat(Enumerable.Repeat("r0 = 0;", 4096)) + "exit";
        RefusesSilently(Filter() with { Semantics = Semantics.Unprivileged, Text = text }, Errno.TooBig);
        (Filter() with { Text = text }).IsAccepted();
    }

    [Theory]
    [InlineData(ProgramType.CgroupSkb, AttachType.CgroupDevice)]
    [InlineData(ProgramType.SkLookup, AttachType.CgroupInetIngress)]
    [InlineData(ProgramType.Syscall, AttachType.Xdp)]
    [InlineData(ProgramType.SchedCls, AttachType.TraceFentryMulti)]
    public void Attach_types_belong_to_program_types(ProgramType type, AttachType attachType) =>
        RefusesSilently(new AttachingProgram { Type = type, AttachType = attachType }, Errno.Invalid);

    [Fact]
    public void Only_some_types_take_a_target() =>
        RefusesSilently(AttachingProgram.At(AttachType.TraceFentry, "do_exit", ProgramType.Kprobe), Errno.Invalid);

    [Fact]
    public void Types_that_the_kernel_was_built_without_are_unknown() =>
        RefusesSilently(new AttachingProgram { Type = ProgramType.LircMode2 }, Errno.Invalid);

    [Fact]
    public void An_attach_type_may_be_implied() =>
        new AttachingProgram { Type = ProgramType.CgroupSock }.IsAccepted();

    private static AttachingProgram Filter() => new() { Type = ProgramType.SocketFilter };

    private static void RefusesSilently(AttachingProgram program, Errno errno)
    {
        VerificationResult result = program.Verify();
        Assert.Equal(errno, result.Errno);
        Assert.Equal("", result.Log);
        Assert.NotEmpty(result.Message);
    }
}
