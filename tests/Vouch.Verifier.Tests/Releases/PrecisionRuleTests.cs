using System;
using System.Linq;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Flow;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>Which numbers' exact values count: delta 6.18 P8 to P10.</summary>
public class PrecisionRuleTests
{
    private static readonly KernelRules Newest = new();

    private static string[] Log(MemoryProgram program, PrecisionRules rules) =>
        (program with { Rules = Newest with { Precision = rules } }).Verify().Log.Split('\n');

    private static string[] Log(TextProgram program, PrecisionRules rules)
    {
        KernelProfile kernel = KernelProfile.Linux73.WithRules(Newest with { Precision = rules });
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.All } };
        return Verifier.Verify(program.Request() with { KernelTypes = [kernel.Types] }, kernel, options).Log.Split('\n');
    }

    private static int CountOf(string start, MemoryProgram program, PrecisionRules rules) =>
        Log(program, rules).Count(line => line.StartsWith(start, StringComparison.Ordinal));

    [Fact]
    public void Going_back_over_a_fetch_finds_the_register_that_it_loads_or_goes_on()
    {
        // P8: what R2 held before the exchange has nothing to do with what it holds after it.
        MemoryProgram exchange = MemoryProgram.Of(
            "r2 = 3; *(u64 *)(r10 - 8) = r2; r2 = xchg_64(r10 - 8, r2); r2 &= 7; r1 = r10; r1 -= r2; *(u8 *)(r1 - 1) = 0; r0 = 0; exit");
        const string BeforeTheExchange = "mark_precise: frame0: regs=r2 stack= before 1";
        Assert.Equal(0, CountOf(BeforeTheExchange, exchange, new PrecisionRules()));
        Assert.Equal(1, CountOf(BeforeTheExchange, exchange, new PrecisionRules { FindsFetchedValues = false }));
    }

    [Fact]
    public void What_is_asked_for_behind_a_callback_is_asked_for_before_it_or_not()
    {
        // P8: the second look at the number of rounds goes back through the callback's end.
        TextProgram loop = new()
        {
            Text = "main: r1 = 2; r2 = f ll; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit; f: r0 = 0; exit", Functions = ["main", "f"],
        };
        int StepsInTheCallback(PrecisionRules rules) =>
            Log(loop, rules).Count(line => line.StartsWith("mark_precise: frame1: regs= stack= before ", StringComparison.Ordinal));
        Assert.NotEqual(0, StepsInTheCallback(new PrecisionRules()));
        Assert.Equal(0, StepsInTheCallback(new PrecisionRules { LooksBehindCallbacks = false }));
    }

    [Fact]
    public void Null_in_place_of_memory_counts_or_not()
    {
        // P9.
        MemoryProgram sum = MemoryProgram.Of("r1 = 0; r2 = 0; r3 = 0; r4 = 0; r5 = 0; call bpf_csum_diff; r0 = 0; exit");
        Assert.Contains(Log(sum, new PrecisionRules()), line => line.Contains("regs=r1 stack= before 4", StringComparison.Ordinal));
        Assert.DoesNotContain(
            Log(sum, new PrecisionRules { MarksNullArguments = false }), line => line.Contains("regs=r1 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_with_other_links_are_forgotten_in_a_loop_or_kept()
    {
        // P10: R7 is the same number in each round, and linked to R6 from the second one on.
        MemoryProgram loop = MemoryProgram.Of(
            "r7 = *(u32 *)(r1 + 0); r7 &= 7; r6 = 0; loop: may_goto out; r6 = r7; goto loop; out: r0 = r7; r0 += r6; exit");
        bool IsAlwaysBounded(PrecisionRules rules) => Log(loop, rules)
            .Where(line => line.StartsWith("4: (bf) r6 = r7", StringComparison.Ordinal))
            .All(line => line.Contains("umax=smax32=umax32=7", StringComparison.Ordinal));
        Assert.True(IsAlwaysBounded(new PrecisionRules()));
        Assert.False(IsAlwaysBounded(new PrecisionRules { WidensWhereLinksDiffer = true }));
    }
}
