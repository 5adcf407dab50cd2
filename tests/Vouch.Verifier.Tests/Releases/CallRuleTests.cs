using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>Calls and the regions they make, in both answers that releases give: delta 6.18 C1, C2, C10 to C15, C30, C31, C36, C40.</summary>
public class CallRuleTests
{
    private const string Dynptr =
        "r2 = 0; r3 = r10; r3 += -16; call bpf_dynptr_from_skb; r1 = r10; r1 += -16; r2 = 0; ";

    private static readonly KernelProfile Older = KernelProfile.Open("linux-6.18");

    private static readonly string[] Kfuncs =
    [
        "bpf_dynptr_from_skb", "bpf_dynptr_slice", "bpf_rcu_read_lock", "bpf_rcu_read_unlock", "bpf_preempt_disable",
        "bpf_preempt_enable", "bpf_iter_task_new", "bpf_iter_task_destroy", "bpf_task_release", "bpf_cast_to_kern_ctx",
    ];

    private static VerificationResult Verify(
        string text, KernelProfile kernel, ProgramType type = ProgramType.SchedCls, LoadFlags flags = LoadFlags.None, params string[] functions)
    {
        AssemblySymbols symbols = new();
        foreach (string name in Kfuncs)
        {
            symbols.Kfuncs[name] = kernel.Types.Find(name, BtfKind.Function)!.Value.Value;
        }

        TextProgram program = new() { Text = text, Type = type, Flags = flags, Symbols = symbols, Functions = functions };
        return Verifier.Verify(program.Request() with { KernelTypes = [kernel.Types] }, kernel, new VerifierOptions { AllowsPreview = true });
    }

    private static void Answers(
        string text, string newest, string older, ProgramType type = ProgramType.SchedCls, LoadFlags flags = LoadFlags.None, params string[] functions)
    {
        Assert.Equal(newest, Answer(Verify(text, KernelProfile.Linux73, type, flags, functions)));
        Assert.Equal(older, Answer(Verify(text, Older, type, flags, functions)));
    }

    private static string Answer(VerificationResult result) => result.Verdict == Verdict.Accepted ? "accepted" : result.Message;

    [Fact]
    public void Memory_that_a_kernel_function_may_do_without_may_be_null() =>
        Answers(Dynptr + "r3 = 0; r4 = 14; call bpf_dynptr_slice; r0 = 0; exit", "accepted", "accepted");

    [Fact]
    public void A_pair_of_memory_and_size_is_named_by_registers_or_positions() =>
        Answers(
            Dynptr + "r3 = 1; r4 = 14; call bpf_dynptr_slice; r0 = 0; exit",
            "R3 type=scalar expected=fp\nR3 and R4 memory, len pair leads to invalid memory access",
            "R3 type=scalar expected=fp\narg#2 arg#3 memory, len pair leads to invalid memory access");

    [Fact]
    public void The_size_of_memory_is_judged_with_the_memory_or_as_a_constant_first() =>
        Answers(
            "r6 = r1; r7 = *(u32 *)(r1 + 0); " + Dynptr + "r3 = r10; r3 += -32; r4 = r7; call bpf_dynptr_slice; r0 = 0; exit",
            "R4 must be a known constant",
            "R4 unbounded memory access, use 'var &= const' or 'if (var < const)'\narg#2 arg#3 memory, len pair leads to invalid memory access");

    [Fact]
    public void A_struct_that_holds_pointers_is_no_memory() =>
        Answers(
            "r1 = r10; r1 += -8; *(u64 *)(r10 - 8) = 0; call bpf_task_release; r0 = 0; exit",
            "release kfunc bpf_task_release expects referenced PTR_TO_BTF_ID passed to R1",
            "arg#0 pointer type STRUCT task_struct must point to scalar, or struct with scalar", ProgramType.Syscall, LoadFlags.Sleepable);

    [Fact]
    public void What_is_released_must_own_a_reference()
    {
        // Nothing is asked about it before all arguments are in order.
        const string Text = "call bpf_cast_to_kern_ctx; r1 = r0; call bpf_task_release; r0 = 0; exit";
        Assert.StartsWith("release kfunc", Answer(Verify(Text, KernelProfile.Linux73, ProgramType.PerfEvent)), System.StringComparison.Ordinal);
        Assert.Equal(
            "kernel function bpf_task_release args#0 expected pointer to STRUCT task_struct but R1 has a pointer to STRUCT bpf_perf_event_data_kern",
            Answer(Verify(Text, Older, ProgramType.PerfEvent)));
    }

    [Fact]
    public void Sections_of_rcu_readers_nest_or_do_not() =>
        Answers(
            "call bpf_rcu_read_lock; call bpf_rcu_read_lock; call bpf_rcu_read_unlock; call bpf_rcu_read_unlock; r0 = 0; exit",
            "accepted", "nested rcu read lock (kernel function bpf_rcu_read_lock)");

    [Theory]
    [InlineData("bpf_rcu_read_lock", "bpf_rcu_read_unlock", "accepted")]
    [InlineData("bpf_preempt_disable", "bpf_preempt_enable", "kernel func bpf_iter_task_new requires RCU critical section protection")]
    public void Regions_without_preemption_protect_readers_or_do_not(string enter, string leave, string older) =>
        Answers(
            $"call {enter}; r1 = r10; r1 += -24; r2 = 0; r3 = 0; call bpf_iter_task_new; r1 = r10; r1 += -24; call bpf_iter_task_destroy; call {leave}; r0 = 0; exit",
            "accepted", older, ProgramType.Syscall, LoadFlags.Sleepable);

    [Theory]
    [InlineData("", "non-sleepable prog")]
    [InlineData("call bpf_rcu_read_lock; ", "rcu_read_lock region")]
    public void A_helper_that_may_sleep_is_refused_for_the_region_or_for_the_program_first(string enter, string where) =>
        Answers(
            enter + "r1 = r10; r1 += -8; r2 = 8; r3 = 0; call 148; r0 = 0; exit",
            $"sleepable helper bpf_copy_from_user#148 in {where}",
            "helper call might sleep in a non-sleepable prog", ProgramType.Kprobe);

    [Fact]
    public void A_callback_may_not_leave_by_a_failed_packet_load_or_may() =>
        Answers(
            "main: *(u64 *)(r10 - 8) = r1; r3 = r10; r3 += -8; r1 = 4; r2 = f ll; r4 = 0; call 181; r0 = 0; exit; f: r6 = *(u64 *)(r2 + 0); r0 = *(u8 *)skb[0]; r0 = 0; exit",
            "cannot use BPF_LD_[ABS|IND] within callback", "accepted", functions: ["main", "f"]);

    [Fact]
    public void A_failed_packet_load_leaves_the_function_on_a_path_of_its_own_or_is_not_followed() =>
        Answers(
            "main: call f; if r0 != 0 goto out; r0 = r9; out: r0 = 0; exit; f: r6 = r1; r0 = *(u8 *)skb[0]; r0 = 1; exit",
            "R9 !read_ok", "accepted", functions: ["main", "f"]);

    [Fact]
    public void Kernel_functions_are_looked_for_last_or_before_anything_is_logged()
    {
        TextProgram program = new() { Text = "call 1; r0 = 0; exit" };
        string Log(KernelProfile kernel) => Verifier.Verify(
            program.Request() with { Instructions = [KfuncCall(0x7fffffff), .. program.Request().Instructions[1..]], KernelTypes = [kernel.Types] },
            kernel, new VerifierOptions { AllowsPreview = true, Presentation = new Presentation { LogLevel = LogLevels.All } }).Log;
        Assert.StartsWith("func#0 @0\nkernel btf_id 2147483647 is not a function\n", Log(KernelProfile.Linux73), System.StringComparison.Ordinal);
        Assert.StartsWith("kernel btf_id 2147483647 is not a function\n", Log(Older), System.StringComparison.Ordinal);
    }

    private static Bytecode.Isa.Instruction KfuncCall(int number) => new(0x85, 0x20, 0, number);
}
