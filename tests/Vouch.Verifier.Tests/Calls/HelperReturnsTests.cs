using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Calls;

/// <summary>What is known of a helper's answer.</summary>
public class HelperReturnsTests
{
    [Theory]
    [InlineData(1, "R0=0")]
    [InlineData(2, "R0=scalar(smin=smin32=0,smax=umax=smax32=umax32=1,var_off=(0x0; 0x1))")]
    [InlineData(48, "R0=scalar(smin=smin32=0,smax=umax=smax32=umax32=47,var_off=(0x0; 0x3f))")]
    public void The_current_processor_is_one_of_the_machine(int processors, string state)
    {
        MemoryProgram program = MemoryProgram.Of("call bpf_get_smp_processor_id; r6 = r0; r0 = r6; exit");
        Assert.Equal(state, (program with { Rules = new KernelRules { CpuCount = processors } }).StateAfter(0));
    }
}
