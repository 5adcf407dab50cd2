using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Calls;

/// <summary>Casts of a program's context to what the kernel has behind it.</summary>
public class ContextCastTests
{
    [Fact]
    public void The_packet_behind_a_filter_is_an_object_of_the_kernel() =>
        Assert.Equal("R0=trusted_ptr_sk_buff()", Cast(ProgramType.SchedCls).StateAfter(0));

    [Fact]
    public void A_context_that_is_no_struct_in_the_kernel_has_nothing_behind_it()
    {
        BtfSpec kernel = KernelProfile.Linux73.Types;
        BtfTypeId number = kernel.Find("u64", BtfKind.Typedef)!.Value;
        Cast(ProgramType.RawTracepoint).IsRejected($"kern ctx type id {number} is not a struct", Errno.Invalid);
    }

    private static MemoryProgram Cast(ProgramType type)
    {
        BtfTypeId function = KernelProfile.Linux73.Types.Find("bpf_cast_to_kern_ctx", BtfKind.Function)!.Value;
        return MemoryProgram.Of($"call bpf_cast_to_kern_ctx#{function}; r1 = *(u32 *)(r0 + 0); r0 = 0; exit") with { Type = type };
    }
}
