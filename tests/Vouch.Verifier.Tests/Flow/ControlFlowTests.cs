using System;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Flow;

public class ControlFlowTests
{
    private static string Rejection(TextProgram program)
    {
        (Errno outcome, Session session) = program.Run();
        Assert.NotEqual(Errno.None, outcome);
        return session.Rejections.Text.TrimEnd('\n');
    }

    [Theory]
    [InlineData("r0 = 0; exit; r0 = 1; exit", "unreachable insn 2")]
    [InlineData("goto +1; exit; exit", "unreachable insn 1")]
    [InlineData("if r1 == 0 goto +1; r0 = 1 ll; exit", "jump into the middle of ldimm64 insn 1")]
    [InlineData("goto +5; exit", "jump out of range from insn 0 to 6")]
    [InlineData("r0 = 0; r1 = 0", "last insn is not an exit or jmp")]
    [InlineData("call f; exit; f: goto +0; goto -4; exit", "jump out of range from insn 3 to 0")]
    [InlineData("call f; exit; f: call f; exit", "recursive call from () to ()")]
    [InlineData("gotox r1; exit", "no jump tables found for subprog starting at 0")]
    public void Broken_control_flow_is_rejected(string text, string message) =>
        Assert.Equal(message, Rejection(new TextProgram { Text = text }));

    [Fact]
    public void Only_the_unprivileged_may_not_loop()
    {
        TextProgram loop = new() { Text = "r0 = 0; r0 += 1; if r0 < 4 goto -2; exit" };
        Assert.Equal(Errno.None, loop.Run().Outcome);
        Assert.Equal("back-edge from insn 2 to 1", Rejection(loop with { Semantics = Semantics.Unprivileged }));
    }

    [Fact]
    public void Calling_own_functions_needs_a_capability()
    {
        TextProgram call = new() { Text = "call f; exit; f: r0 = 0; exit" };
        Assert.Equal(Errno.None, call.Run().Outcome);
        (Errno outcome, Session session) = (call with { Semantics = Semantics.Unprivileged }).Run();
        Assert.Equal(Errno.NotPermitted, outcome);
        Assert.StartsWith("loading/calling other bpf or kernel functions are allowed", session.Rejections.Text);
    }

    [Fact]
    public void What_was_found_before_a_rejection_has_a_row_in_the_statistics()
    {
        TextProgram text = new() { Text = "call f; call pc+100; exit; f: exit" };
        VerificationResult result = Verifier.Verify(text.Request(), KernelProfile.Linux73);
        Assert.Equal("call to invalid destination", result.Message);
        Assert.Equal(2, result.Statistics.Subprograms.Length);
        Assert.DoesNotContain("func#", result.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Branches_calls_and_loop_budgets_are_marked()
    {
        Session session = new TextProgram
        {
            Text = """
                main: if r1 == 0 goto 1f
                call f
                1: may_goto +0
                r0 = 0
                exit
                f: r0 = 0
                exit
                """,
        }.Run().Session;
        const InstructionMarks Target = InstructionMarks.PrunePoint | InstructionMarks.JumpPoint | InstructionMarks.JumpTarget;
        Assert.Equal(
            [
                InstructionMarks.PrunePoint,
                InstructionMarks.PrunePoint,
                Target | InstructionMarks.ForceCheckpoint,
                Target,
                InstructionMarks.None,
                Target,
                InstructionMarks.None,
            ],
            session.Facts.Notes.Take(session.Program.Instructions.Length).Select(notes => notes.Marks));
    }

    [Fact]
    public void A_callback_call_is_a_loop_of_its_own()
    {
        Session session = new TextProgram
        {
            Text = "r1 = 1; r2 = f ll; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit; f: r0 = 0; exit",
        }.Run().Session;
        const int Call = 5;
        Assert.True(session.Facts.Notes[Call].Is(InstructionMarks.CallsCallback));
        Assert.True(session.Facts.Notes[Call].Is(InstructionMarks.ForceCheckpoint));
        Assert.Equal([Call], Enumerable.Range(0, session.Program.Instructions.Length).Where(i => session.Facts.Notes[i].Component != 0));
    }

    [Fact]
    public void What_callees_do_to_packets_is_known_of_their_callers()
    {
        Session session = new TextProgram
        {
            Type = ProgramType.SchedCls,
            Text = "call g; call f; exit; f: r2 = 1; call bpf_skb_pull_data; r0 = 0; exit; g: r0 = 0; exit",
        }.Run().Session;
        Assert.Equal([true, true, false], session.Facts.Subprograms.Select(subprogram => subprogram.ChangesPacketData));
        Assert.True(session.Facts.ChangesPacketData);
    }

    [Theory]
    [InlineData("r0 = 0; if r1 == 0 goto 1f; r0 = 1; 1: exit", -1)]
    [InlineData("r0 = 0; 1: r0 += 1; if r0 < 4 goto 1b; exit", 1)]
    [InlineData("r0 = 0; if r1 == 0 goto 2f; 1: exit; 2: r0 = 1; goto 1b", 2)]
    [InlineData("r0 = 0; if r1 == 0 goto +0; exit", -1)]
    public void Edges_against_the_post_order_are_marked(string program, int target)
    {
        Session session = new TextProgram { Text = program }.Run().Session;
        Assert.Equal(target >= 0, session.Facts.Subprograms[0].HasRetreats);
        for (int i = 0; i < session.Program.Instructions.Length; i++)
        {
            Assert.Equal(i == target, session.Facts.Notes[i].Is(InstructionMarks.RetreatTarget));
        }
    }

    [Fact]
    public void Loops_are_numbered_by_component()
    {
        Session session = new TextProgram
        {
            Text = """
                r0 = 0
                1: r0 += 1
                if r0 < 4 goto 1b
                2: r0 += 1
                if r0 < 9 goto 2b
                exit
                """,
        }.Run().Session;
        int[] components = [.. session.Facts.Notes.Take(session.Program.Instructions.Length).Select(notes => notes.Component)];
        Assert.Equal(0, components[0]);
        Assert.Equal(components[1], components[2]);
        Assert.Equal(components[3], components[4]);
        Assert.NotEqual(components[1], components[3]);
        Assert.Equal(0, components[5]);
        Assert.Equal(3, session.Facts.ComponentLimit);
    }
}
