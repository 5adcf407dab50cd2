using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Memory;

/// <summary>Programs whose context is the arguments of a kernel function, and the objects they find there.</summary>
public class TypedContextTests
{
    private static MemoryProgram At(AttachType attachType, string name, string text, ProgramType type = ProgramType.Tracing)
    {
        BtfSpec kernel = KernelProfile.Linux73.Types;
        BtfKind kind = attachType == AttachType.TraceRawTp ? BtfKind.Typedef : BtfKind.Function;
        BtfTypeId id = kernel.Find(name, kind) ?? throw new ArgumentException($"the kernel has no {name}", nameof(name));
        return new MemoryProgram { Text = text, Type = type, AttachType = attachType, Target = new AttachTarget(kernel, id) };
    }

    private static string FirstRegister(MemoryProgram program, int instruction) => program.StateAfter(instruction).Split(' ')[0];

    [Fact]
    public void An_argument_of_a_traced_function_is_an_old_pointer() =>
        Assert.Equal(
            "R1=ptr_task_struct()",
            FirstRegister(At(AttachType.TraceFentry, "wake_up_new_task", "r1 = *(u64 *)(r1 + 0); r0 = 0; exit"), 0));

    [Fact]
    public void An_argument_of_a_security_hook_is_trusted() =>
        Assert.Equal(
            "R1=trusted_ptr_file()",
            FirstRegister(At(AttachType.LsmMac, "bpf_lsm_file_open", "r1 = *(u64 *)(r1 + 0); r0 = 0; exit", ProgramType.Lsm), 0));

    [Fact]
    public void Where_the_object_is_half_gone_it_is_not() =>
        Assert.Equal(
            "R1=ptr_task_struct()",
            FirstRegister(At(AttachType.LsmMac, "bpf_lsm_task_free", "r1 = *(u64 *)(r1 + 0); r0 = 0; exit", ProgramType.Lsm), 0));

    [Fact]
    public void The_argument_of_an_iterator_may_be_null() =>
        Assert.Equal(
            "R1=trusted_ptr_or_null_task_struct(id=1)",
            FirstRegister(At(AttachType.TraceIter, "bpf_iter_task", "r1 = *(u64 *)(r1 + 8); r0 = 0; exit"), 0));

    [Fact]
    public void The_result_of_a_function_lies_behind_its_arguments()
    {
        MemoryProgram after = At(AttachType.TraceFexit, "wake_up_process", "r1 = *(u64 *)(r1 + 8); r0 = 0; exit");
        Assert.Equal("R1=scalar()", FirstRegister(after, 0));
        (after with { AttachType = AttachType.TraceFentry }).IsRejected(
            "func 'wake_up_process' doesn't have 2-th argument\ninvalid bpf_context access off=8 size=8");
    }

    [Fact]
    public void A_hooks_return_value_forgets_what_its_register_held_or_agrees_with_it()
    {
        // The 6.18 kernel prints the second (verifier_lsm/retval_load_resets_bounds): it takes a dead branch for the only one.
        MemoryProgram load = At(AttachType.LsmMac, "bpf_lsm_socket_bind", "r6 = 0; r6 = *(u64 *)(r1 + 24); r0 = r6; exit", ProgramType.Lsm);
        Assert.Equal("R1=ctx() R6=scalar(smin=smin32=-4095,smax=smax32=0)", load.StateAfter(1));
        MemoryProgram agreeing = load with { Rules = load.Rules with { Scalars = IntervalCases.Linux618 with { ForgetsBeforeReturnValues = false } } };
        Assert.Equal("R1=ctx() R6=0", agreeing.StateAfter(1));
    }

    [Theory]
    [InlineData("r1 = *(u32 *)(r1 + 4); r0 = 0; exit", "func 'wake_up_new_task' offset 4 is not multiple of 8\ninvalid bpf_context access off=4 size=4")]
    [InlineData("r1 = *(u32 *)(r1 + 0); r0 = 0; exit", "func 'wake_up_new_task' size 4 must be 8\ninvalid bpf_context access off=0 size=4")]
    public void Pointers_are_read_whole(string text, string message) => At(AttachType.TraceFentry, "wake_up_new_task", text).IsRejected(message);

    [Fact]
    public void A_tracepoint_argument_that_may_be_null_is_marked_so() =>
        Assert.Equal(
            "R1=trusted_ptr_or_null_task_struct(id=1)",
            FirstRegister(At(AttachType.TraceRawTp, "btf_trace_sched_pi_setprio", "r1 = *(u64 *)(r1 + 8); r0 = 0; exit"), 0));

    [Fact]
    public void What_is_listed_as_safe_keeps_its_trust() =>
        Assert.Equal(
            "R1=trusted_ptr_inode()",
            FirstRegister(
                At(AttachType.LsmMac, "bpf_lsm_file_open", $"r1 = *(u64 *)(r1 + 0); r1 = *(u64 *)(r1 + {Offset("file", "f_inode")}); r0 = 0; exit", ProgramType.Lsm),
                1));

    [Fact]
    public void What_is_found_elsewhere_is_an_old_pointer() =>
        Assert.Equal(
            "R1=ptr_cred()",
            FirstRegister(
                At(AttachType.LsmMac, "bpf_lsm_file_open", $"r1 = *(u64 *)(r1 + 0); r1 = *(u64 *)(r1 + {Offset("file", "f_cred")}); r0 = 0; exit", ProgramType.Lsm),
                1));

    [Theory]
    [InlineData("r1 = *(u64 *)(r1 + 0); *(u32 *)(r1 + 0) = 1; r0 = 0; exit", "only read is supported")]
    [InlineData("r1 = *(u64 *)(r1 + 0); r0 = *(u8 *)(r1 + 30000); r0 = 0; exit", "access beyond struct task_struct at off 30000 size 1")]
    [InlineData("r1 = *(u64 *)(r1 + 0); r1 += -8; r0 = *(u8 *)(r1 + 0); r0 = 0; exit", "R1 is ptr_task_struct invalid negative access: off=-8")]
    public void Kernel_objects_are_read_within_their_type(string text, string message) =>
        At(AttachType.TraceFentry, "wake_up_new_task", text).IsRejected(message);

    [Fact]
    public void Kernel_objects_are_for_free_programs() =>
        (At(AttachType.TraceFentry, "wake_up_new_task", "r1 = *(u64 *)(r1 + 0); r0 = *(u8 *)(r1 + 0); r0 = 0; exit") with { License = "MIT" })
            .IsRejected("Cannot access kernel 'struct task_struct' from non-GPL compatible program", Errno.Invalid);

    private static int Offset(string structName, string memberName)
    {
        BtfSpec kernel = KernelProfile.Linux73.Types;
        BtfType type = kernel.Type(kernel.Find(structName, BtfKind.Struct)!.Value);
        for (int i = 0; i < type.Count; i++)
        {
            BtfMember member = kernel.Member(type, i);
            if (kernel.String(member.NameOffset) == memberName)
            {
                return member.BitOffset / 8;
            }

            BtfType inner = kernel.SkipModifiers(member.Type);
            for (int j = 0; member.NameOffset == 0 && inner.IsStructOrUnion && j < inner.Count; j++)
            {
                if (kernel.String(kernel.Member(inner, j).NameOffset) == memberName)
                {
                    return (member.BitOffset + kernel.Member(inner, j).BitOffset) / 8;
                }
            }
        }

        throw new ArgumentException($"struct {structName} has no {memberName}", nameof(memberName));
    }
}
