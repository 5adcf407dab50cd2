using System;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Domains;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>
/// Limits that are arcs, or pairs computed each for itself: delta 6.18 D1 to D6, D10 to D14. The texts under pairs are those of the 6.18 kernel for the
/// same numbers (recorded logs of verifier_bounds_mix_sign_unsign and others).
/// </summary>
public class ScalarRuleTests
{
    private static readonly ScalarRules Arcs = new();

    private static readonly ScalarRules Pairs = IntervalCases.Linux618;

    private static MemoryProgram Program(string text, ScalarRules rules) =>
        MemoryProgram.Of(text + " out: exit") with { Rules = new KernelRules { Scalars = rules } };

    [Theory]
    [InlineData(
        "call 5; r2 = 2; if r2 >= r0 goto out; if r0 s> 4 goto out;", 3,
        "R0=scalar(smax=4)", "R0=scalar(smax=4,umin=3)")]
    [InlineData(
        "call 5; if r0 s> 1 goto out; r0 += 1;", 2,
        "R0=scalar(smin=0x8000000000000001,smax=2)", "R0=scalar(smin=0x8000000000000001,smax=2)")]
    [InlineData(
        "call 5; r0 &= 15; if r0 > 10 goto out; r0 -= 15;", 3,
        "R0=scalar(smin=smin32=-15,smax=smax32=-5,umin=0xfffffffffffffff1,umax=0xfffffffffffffffb,umin32=0xfffffff1,umax32=0xfffffffb,var_off=(0xfffffffffffffff0; 0xf))",
        "R0=scalar(smin=smin32=-15,smax=smax32=-5,umin=0xfffffffffffffff1,umax=0xfffffffffffffffb,umin32=0xfffffff1,umax32=0xfffffffb,var_off=(0xfffffffffffffff0; 0xf))")]
    public void What_is_known_of_a_number_prints_as_the_kernel_keeps_it(string text, int instruction, string arcs, string pairs)
    {
        Assert.Equal(arcs, Program(text, Arcs).StateAfter(instruction));
        Assert.Equal(pairs, Program(text, Pairs).StateAfter(instruction));
    }

    [Fact]
    public void A_register_equals_itself_or_contradicts_itself()
    {
        const string Text = "call 5; r0 &= 1; if r0 < r0 goto out; r0 = 1;";
        Assert.DoesNotContain("INVARIANTS", Program(Text, Arcs).Verify().Log, StringComparison.Ordinal);
        Assert.Contains(
            "verifier bug: REG INVARIANTS VIOLATION (true_reg1): range bounds violation u64=[0x0, 0x1] s64=[0x0, 0x1] u32=[0x1, 0x0] s32=[0x0, 0x1] var_off=(0x0, 0x1)",
            Program(Text, Pairs).Verify().Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contradiction_is_called_a_bug_or_only_told()
    {
        const string Text = "call 5; r0 &= 1; if r0 < r0 goto out; r0 = 1;";
        Assert.Contains("\nverifier bug: REG INVARIANTS", Program(Text, Pairs).Verify().Log, StringComparison.Ordinal);
        Assert.Contains("\nREG INVARIANTS", Program(Text, Pairs with { CallsContradictionsBugs = false }).Verify().Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r0 = -r0;", "R0=scalar(smin=smin32=-5,smax=smax32=0)", "R0=scalar()")]
    [InlineData("r0 += -4;", "R0=scalar(smin=smin32=-4,smax=smax32=1)", "R0=scalar(smin=smin32=-4,smax=smax32=1)")]
    [InlineData("r0 *= -1;", "R0=scalar(smin=smin32=-5,smax=smax32=0)", "R0=scalar()")]
    public void Arithmetic_below_zero_is_followed_since_6_17(string text, string later, string before)
    {
        string program = "call 5; r0 &= 7; if r0 > 5 goto out; " + text;
        Assert.Equal(later, Program(program, Pairs).StateAfter(3));
        Assert.Equal(before, Program(program, IntervalCases.Linux612).StateAfter(3));
    }
}
