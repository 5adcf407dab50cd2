using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

public class StructOpsAdmissionTests
{
    [Fact]
    public void A_member_of_a_known_struct_can_be_implemented() => AttachingProgram.For("tcp_congestion_ops", "ssthresh").IsAccepted();

    [Fact]
    public void The_license_must_be_free() =>
        (AttachingProgram.For("tcp_congestion_ops", "ssthresh") with { License = "MIT" })
            .IsRejected("struct ops programs must have a GPL compatible license");

    [Fact]
    public void Members_that_the_kernel_keeps_to_itself_cannot_be_implemented() =>
        AttachingProgram.For("tcp_congestion_ops", "get_info").IsRejected(
            "attach to unsupported member get_info of struct tcp_congestion_ops", Errno.NotSupported);

    [Fact]
    public void Members_that_may_not_sleep_refuse_programs_that_do()
    {
        AttachingProgram program = AttachingProgram.For("bpf_dummy_ops", "test_sleepable") with { IsSleepable = true };
        program.IsAccepted();
        (AttachingProgram.For("bpf_dummy_ops", "test_2") with { IsSleepable = true })
            .IsRejected("attach to unsupported member test_2 of struct bpf_dummy_ops");
    }

    [Fact]
    public void Members_that_are_no_functions_cannot_be_implemented()
    {
        AttachingProgram program = AttachingProgram.For("tcp_congestion_ops", "flags");
        program.IsRejected($"attach to invalid member flags(@idx {program.Target!.StructOpsMember}) of struct tcp_congestion_ops");
    }

    [Fact]
    public void Members_must_exist()
    {
        AttachingProgram program = AttachingProgram.For("tcp_congestion_ops", "");
        program.IsRejected($"attach to invalid member idx {program.Target!.StructOpsMember} of struct tcp_congestion_ops");
    }

    [Fact]
    public void Other_structs_are_not_for_programs()
    {
        BtfTypeId type = AttachingProgram.KernelTypes.Find("task_struct", BtfKind.Struct)!.Value;
        (AttachingProgram.For("tcp_congestion_ops", "ssthresh") with { Target = new AttachTarget(AttachingProgram.KernelTypes, type, 0) })
            .IsRejected($"attach_btf_id {type} is not a supported struct", Errno.NotSupported);
    }

    [Fact]
    public void A_reference_handed_over_must_be_given_back()
    {
        VerificationResult result = AttachingProgram.For("Qdisc_ops", "enqueue").Verify();
        Assert.StartsWith("Unreleased reference id=1 alloc_insn=0\n", result.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_handed_over_cannot_follow_a_tail_call() =>
        (AttachingProgram.For("Qdisc_ops", "enqueue") with { Text = "call 12; r0 = 0; exit" })
            .IsRejected("program with __ref argument cannot tail call");
}
