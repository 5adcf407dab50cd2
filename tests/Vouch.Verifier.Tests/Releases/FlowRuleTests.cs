using System;
using System.Collections.Immutable;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>What is known before exploring, or learned by it: delta 6.18 A3, F1 to F4, F7, L3, L4, X1, X8. Texts are the 6.18 kernel's.</summary>
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

    [Fact]
    public void Reserved_fields_are_checked_of_all_instructions_or_of_those_that_paths_come_to()
    {
        // The offset of an addition is not used, and must be zero.
        ImmutableArray<Instruction> Adding(byte opcode) =>
            [new(0xb7, 0, 0, 0, 1), new(0x15, 0, 0, 1, 1), new(opcode, 0, 0, -1, 1), new(0x95, 0, 0, 0, 0)];
        AdmissionRules visited = new() { ChecksFieldsFirst = false };
        Assert.Equal(Errno.Invalid, Judge(Adding(0x07), Newest.Admission));
        Assert.Equal(Errno.None, Judge(Adding(0x07), visited));
        Assert.Equal(Errno.Invalid, Judge([.. Adding(0x07).RemoveAt(1)], visited));
        Assert.Equal(Errno.Invalid, Judge([new(0xbf, 0, 15, 0, 0), new(0x95, 0, 0, 0, 0)], visited));
    }

    [Fact]
    public void A_jump_to_where_a_register_says_is_an_unknown_opcode_where_there_is_none() =>
        Assert.Contains(
            "unknown opcode 0d",
            (Program([new(0xb7, 0, 0, 0, 0), new(0x0d, 0, 0, 0, 0), new(0x95, 0, 0, 0, 0)]) with
            {
                Rules = Newest with { Admission = new AdmissionRules { JumpsIndirectly = false } },
            }).Verify().Log,
            StringComparison.Ordinal);

    [Fact]
    public void The_register_for_arguments_on_the_stack_is_invalid_where_none_are_passed()
    {
        ImmutableArray<Instruction> stores = [new(0x7a, 11, 0, -8, 1), new(0xb7, 0, 0, 0, 0), new(0x95, 0, 0, 0, 0)];
        string log = (Program(stores) with { Rules = Newest with { Calls = new CallRules { PassesArgumentsOnStack = false } } }).Verify().Log;
        Assert.Contains("R11 is invalid", log, StringComparison.Ordinal);
        Assert.DoesNotContain("R11 is invalid", Program(stores).Verify().Log, StringComparison.Ordinal);
    }

    private static Errno Judge(ImmutableArray<Instruction> instructions, AdmissionRules admission) =>
        (Program(instructions) with { Rules = Exploring("exit").Rules with { Admission = admission } }).Verify().Errno;

    private static MemoryProgram Program(ImmutableArray<Instruction> instructions) => MemoryProgram.Of("exit") with { Instructions = instructions };

    private static string After(string log, string mark) => log[(log.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Split('\n')[0];
}
