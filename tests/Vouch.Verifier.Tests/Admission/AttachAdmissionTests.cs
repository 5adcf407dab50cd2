using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

public class AttachAdmissionTests
{
    [Fact]
    public void What_tracing_itself_runs_on_cannot_be_traced() =>
        AttachingProgram.At(AttachType.TraceFentry, "__rcu_read_lock")
            .IsRejected("Attaching tracing programs to function '__rcu_read_lock' is rejected.");

    [Theory]
    [InlineData(AttachType.TraceFexit)]
    [InlineData(AttachType.TraceFsession)]
    public void Nothing_runs_after_a_function_that_does_not_return(AttachType attachType) =>
        AttachingProgram.At(attachType, "do_exit")
            .IsRejected("Attaching fexit/fsession/fmod_ret to __noreturn function 'do_exit' is rejected.");

    [Fact]
    public void Before_a_function_that_does_not_return_programs_may_run() =>
        AttachingProgram.At(AttachType.TraceFentry, "do_exit").IsAccepted();

    [Theory]
    [InlineData("bpf_modify_return_test")]
    [InlineData("security_file_open")]
    public void Return_values_may_be_replaced_where_that_is_provided_for(string function) =>
        AttachingProgram.At(AttachType.ModifyReturn, function).IsAccepted();

    [Fact]
    public void Other_return_values_may_not_be_replaced() =>
        AttachingProgram.At(AttachType.ModifyReturn, "bpf_fentry_test2").IsRejected("bpf_fentry_test2() is not modifiable");

    [Theory]
    [InlineData(AttachType.TraceFentry, "__x64_sys_nanosleep", ProgramType.Tracing)]
    [InlineData(AttachType.TraceFentry, "bpf_fentry_test1", ProgramType.Tracing)]
    [InlineData(AttachType.TraceRawTp, "btf_trace_sys_enter", ProgramType.Tracing)]
    [InlineData(AttachType.TraceIter, "bpf_iter_task", ProgramType.Tracing)]
    [InlineData(AttachType.LsmMac, "bpf_lsm_bpf", ProgramType.Lsm)]
    public void Programs_may_sleep_where_nothing_forbids_it(AttachType attachType, string function, ProgramType type) =>
        (AttachingProgram.At(attachType, function, type) with { IsSleepable = true }).IsAccepted();

    [Theory]
    [InlineData(AttachType.TraceFentry, "bpf_fentry_test2", ProgramType.Tracing, "bpf_fentry_test2 is not sleepable")]
    [InlineData(AttachType.LsmMac, "bpf_lsm_task_free", ProgramType.Lsm, "bpf_lsm_task_free is not sleepable")]
    [InlineData(AttachType.LsmCgroup, "bpf_lsm_bpf", ProgramType.Lsm, "Program of this type cannot be sleepable")]
    [InlineData(
        AttachType.TraceRawTp, "btf_trace_sched_switch", ProgramType.Tracing,
        "Sleepable program cannot attach to non-faultable tracepoint sched_switch")]
    public void Elsewhere_they_may_not(AttachType attachType, string function, ProgramType type, string message) =>
        (AttachingProgram.At(attachType, function, type) with { IsSleepable = true }).IsRejected(message);

    [Fact]
    public void Types_that_never_sleep_refuse_the_flag() =>
        new AttachingProgram { Type = ProgramType.Xdp, IsSleepable = true }.IsRejected("Program of this type cannot be sleepable");

    [Fact]
    public void Syscall_programs_must_be_sleepable()
    {
        AttachingProgram program = new() { Type = ProgramType.Syscall };
        program.IsRejected("Syscall programs can only be sleepable");
        (program with { IsSleepable = true }).IsAccepted();
    }

    [Fact]
    public void Tracing_programs_name_a_target() =>
        new AttachingProgram { AttachType = AttachType.TraceFentry }.IsRejected("Tracing programs must provide btf_id");

    [Fact]
    public void A_target_must_have_an_address() =>
        AttachingProgram.At(AttachType.TraceFentry, "alloc_shared_pages")
            .IsRejected("The address of function alloc_shared_pages cannot be found", Errno.NoEntry);

    [Fact]
    public void A_target_must_exist()
    {
        AttachTarget nowhere = new(AttachingProgram.KernelTypes, new(AttachingProgram.KernelTypes.TypeLimit));
        new AttachingProgram { AttachType = AttachType.TraceFentry, Target = nowhere }
            .IsRejected($"attach_btf_id {nowhere.Type} is invalid");
    }

    [Fact]
    public void A_tracepoint_is_no_function()
    {
        AttachingProgram program = AttachingProgram.At(AttachType.TraceRawTp, "btf_trace_sched_switch");
        (program with { AttachType = AttachType.TraceFentry }).IsRejected($"attach_btf_id {program.Target!.Type} is not a function");
    }

    [Fact]
    public void A_function_is_no_tracepoint()
    {
        AttachingProgram program = AttachingProgram.At(AttachType.TraceFentry, "do_exit");
        (program with { AttachType = AttachType.TraceRawTp }).IsRejected($"attach_btf_id {program.Target!.Type} is not a typedef");
    }

    [Fact]
    public void Iterators_attach_to_their_targets_only()
    {
        AttachingProgram.At(AttachType.TraceIter, "bpf_iter_task").IsAccepted();
        AttachingProgram.At(AttachType.TraceIter, "bpf_fentry_test1").IsRejected("");
    }

    [Fact]
    public void Extensions_replace_no_kernel_functions() =>
        (AttachingProgram.At(AttachType.TraceFentry, "do_exit", ProgramType.Ext) with { AttachType = default })
            .IsRejected("Cannot replace kernel functions");

    [Fact]
    public void Some_security_hooks_are_closed()
    {
        AttachingProgram program = AttachingProgram.At(AttachType.LsmMac, "bpf_lsm_getprocattr", ProgramType.Lsm);
        program.IsRejected($"attach_btf_id {program.Target!.Type} points to disabled hook bpf_lsm_getprocattr");
    }

    [Fact]
    public void Security_programs_attach_to_hooks_only()
    {
        AttachingProgram program = AttachingProgram.At(AttachType.LsmMac, "do_exit", ProgramType.Lsm);
        program.IsRejected($"attach_btf_id {program.Target!.Type} points to wrong type name do_exit");
    }

    [Fact]
    public void Security_programs_need_a_free_license() =>
        (AttachingProgram.At(AttachType.LsmMac, "bpf_lsm_file_open", ProgramType.Lsm) with { License = "Proprietary" })
            .IsRejected("LSM programs must have a GPL compatible license");
}
