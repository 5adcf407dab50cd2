using System;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>What is known before exploring, or learned by it: delta 6.18 F1 to F4, F7, L3, L4, X1, X8. Texts are the 6.18 kernel's.</summary>
public class FlowRuleTests
{
    private static readonly KernelRules Newest = new();

    private static MemoryProgram Exploring(string text) => MemoryProgram.Of(text) with
    {
        Rules = Newest with { Flow = new FlowRules { FoldsConstants = false, AnalysesStackFirst = false } },
    };

    private static string LogOf(MemoryProgram program) => program.Verify().Log;

    [Fact]
    public void Constant_conditions_are_explored_as_they_stand()
    {
        const string Text = "r0 = 0; if r0 == 0 goto out; r0 = 1; out: exit";
        Assert.Contains("(05) goto pc+1", LogOf(MemoryProgram.Of(Text)), StringComparison.Ordinal);
        Assert.DoesNotContain("(15) if r0 == 0x0", LogOf(MemoryProgram.Of(Text)), StringComparison.Ordinal);
        Assert.Contains("1: (15) if r0 == 0x0 goto pc+1", LogOf(Exploring(Text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "r0 = 0; *(u64 *)(r10 - 8) = r0; exit",
        "2: (95) exit\n(0) frame 0 insn 1 +written -8 \n(0) frame 0 insn 0 +written -8 \n(0) live stack update done in 2 iterations\n")]
    [InlineData(
        "*(u64 *)(r10 - 8) = 0; r0 = *(u32 *)(r10 - 8); r0 = 0; exit",
        "3: (95) exit\n(0) frame 0 insn 1 +live -8 \n(0) frame 0 insn 0 +written -8 \n(0) live stack update done in 2 iterations\n")]
    public void What_a_path_did_to_the_stack_is_solved_and_logged_where_it_ends(string text, string lines)
    {
        Assert.Contains(lines, LogOf(Exploring(text)), StringComparison.Ordinal);
        Assert.DoesNotContain("live stack update", LogOf(MemoryProgram.Of(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_functions_are_ordered_nor_their_stacks_analysed_before()
    {
        string log = LogOf(Exploring("r0 = 0; exit"));
        Assert.DoesNotContain("topo_order", log, StringComparison.Ordinal);
        Assert.DoesNotContain("stack use/def", log, StringComparison.Ordinal);
        Assert.Contains("topo_order", LogOf(MemoryProgram.Of("r0 = 0; exit")), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_checkpoints_whose_paths_are_explored_lose_what_is_dead()
    {
        // R6 is dead at the join. The path that comes there second is covered all the same, and printed with what it still holds.
        const string Text = "r6 = r1; r7 = *(u32 *)(r1 + 0); r0 = 0; if r7 == 0 goto join; r0 = 0; join: r1 = 1; r2 = 2; r3 = 3; exit";
        Assert.Contains("R6=ctx()", After(LogOf(Exploring(Text)), "from 3 to 5:"), StringComparison.Ordinal);
    }

    private static string After(string log, string mark) => log[(log.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Split('\n')[0];
}
