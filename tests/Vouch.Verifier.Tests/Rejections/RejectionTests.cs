using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Tests.Flow;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Rejections;

/// <summary>Which rule a result names, and what it says that the rule is broken with.</summary>
public class RejectionTests
{
    private const string Lookup =
        "r2 = 0; *(u64 *)(r10 - 8) = r2; *(u64 *)(r10 - 16) = r2; r2 = r10; r2 += -16; r3 = 12; r4 = 0; r5 = 0; call bpf_sk_lookup_udp;";

    [Theory]
    [InlineData("r0 = r7; exit", Rule.UninitializedRegister, "r7")]
    [InlineData("r10 = 1; r0 = 0; exit", Rule.FramePointerWrite, "r10")]
    [InlineData("r0 = 4; r1 = *(u8 *)(r0 + 0); exit", Rule.NotMemory, "r0")]
    [InlineData("*(u64 *)(r10 - 520) = 0; r0 = 0; exit", Rule.StackBounds, "r10")]
    [InlineData("r1 = *(u32 *)(r1 + 4096); r0 = 0; exit", Rule.ContextBounds, "r1")]
    [InlineData("r1 = *(u32 *)(r1 + 76); r0 = *(u8 *)(r1 + 0); exit", Rule.PacketBounds, "r1")]
    [InlineData("r0 = 0; r0 /= 0; exit", Rule.DivisionByZero, "")]
    [InlineData("r0 = 1; if r0 == 1 goto -2; exit", Rule.EndlessLoop, "Instruction 1")]
    [InlineData("r0 = 0; call 195896080; exit", Rule.UnknownHelper, "unknown")]
    [InlineData("r1 &= 7; r0 = 0; exit", Rule.PointerOperator, "r1")]
    public void A_rejection_names_the_rule_and_its_subject(string text, Rule rule, string subject)
    {
        Rejection? rejection = MemoryProgram.Of(text).Verify().Rejection;
        Assert.Equal(rule, rejection?.Rule);
        Assert.Equal(subject, rejection?.Subject.ToString());
    }

    [Fact]
    public void Of_several_lines_the_first_is_the_reason()
    {
        VerificationResult result = MemoryProgram.Of(Lookup + "r6 = r0; r0 = 0; exit").Verify();
        Assert.Equal(2, result.Message.Split('\n').Length);
        Assert.Equal(Rule.Leak, result.Rejection?.Rule);
        Assert.Equal(SubjectKind.Object, result.Rejection?.Subject.Kind);
        Assert.StartsWith($"Unreleased reference id={result.Rejection?.Subject.Number} ", result.Message);
    }

    [Fact]
    public void A_map_is_named()
    {
        VerificationResult result = MemoryProgram.OfLookup("r1 = *(u64 *)(r0 + 0)", MemoryProgram.Array("secrets", 8, flags: 1u << 8)).Verify();
        Assert.Equal(new Rejection(Rule.MapPermission, Subject.Map("secrets")), result.Rejection);
    }

    [Fact]
    public void What_only_a_speculative_path_meets_is_forgotten()
    {
        // Of the second branch only a mispredicting machine takes the other side.
        MemoryProgram program = MemoryProgram.OfLookup(
            "r1 = *(u64 *)(r0 + 0); r1 s>>= 63; r1 |= 4; if r1 s< 0 goto out; r0 += r1; r1 = *(u8 *)(r0 + 0); *(u64 *)(r10 - 520) = r1",
            MemoryProgram.Hash("values", 8, 8)) with
        {
            Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged, Rules = new KernelRules { MitigatesSpeculation = true },
        };
        VerificationResult result = program.Verify();
        Assert.Contains("math between map_value pointer and register with unbounded min value is not allowed", result.Log);
        Assert.Equal(Rule.StackBounds, result.Rejection?.Rule);
    }

    [Fact]
    public void A_static_function_without_types_is_no_reason()
    {
        VerificationResult result = MemoryProgram.Of("call one; r0 = r7; exit; one: r0 = 1; exit").Verify();
        Assert.Equal(Rule.UninitializedRegister, result.Rejection?.Rule);
    }

    [Fact]
    public void Neither_an_accepted_program_breaks_a_rule_nor_one_whose_verdict_is_unknown()
    {
        Assert.Null(MemoryProgram.Of("r0 = 0; exit").Verify().Rejection);
        Session session = new TextProgram().Open();
        Check unknown = session.NotSupported("something");
        VerificationResult result = ClosingStatistics.Finish(session, unknown, default);
        Assert.Equal(Verdict.NotSupported, result.Verdict);
        Assert.Null(result.Rejection);
    }

    [Fact]
    public void Another_error_number_changes_neither_rule_nor_words()
    {
        Session session = new TextProgram().Open();
        _ = session.Reject(Rule.KptrType, Subject.Register(2), Errno.Invalid, "one");
        VerificationResult result = ClosingStatistics.Finish(session, session.StillRejected(Errno.AccessDenied), default);
        Assert.Equal((Errno.AccessDenied, "one"), (result.Errno, result.Message));
        Assert.Equal(new Rejection(Rule.KptrType, Subject.Register(2)), result.Rejection);
    }

    [Fact]
    public void A_refused_load_request_breaks_a_rule_too()
    {
        MemoryProgram program = MemoryProgram.Of("r0 = 0; exit") with { Semantics = Semantics.Unprivileged };
        Assert.Equal(Rule.LoadCapabilities, program.Verify().Rejection?.Rule);
    }
}
