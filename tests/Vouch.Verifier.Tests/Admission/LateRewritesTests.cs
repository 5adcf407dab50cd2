using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Admission;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

public class LateRewritesTests
{
    private static Session Explored(string text, params int[] dead)
    {
        // Network programs ask for their processor by another function, which is not inlined.
        Session session = new TextProgram { Text = text, Type = ProgramType.RawTracepoint }.Run().Session;
        for (int i = 0; i < session.Program.Instructions.Length; i++)
        {
            session.Findings.Instructions[i].IsSeen = !dead.Contains(i);
        }

        return session;
    }

    [Fact]
    public void Spills_around_a_call_of_little_clobber_take_no_stack()
    {
        Session session = Explored("""
            r1 = 1
            *(u64 *)(r10 - 16) = r1
            call bpf_get_smp_processor_id
            r1 = *(u64 *)(r10 - 16)
            *(u64 *)(r10 - 8) = r1
            exit
            """);
        session.Findings.Subprograms[0].StackDepth = 16;
        LateRewrites.DropFastcallSpills(session);
        Assert.Equal(8, session.Findings.Subprograms[0].StackDepth);
        SurvivingCode code = SurvivingCode.Find(session);
        Assert.Equal([true, false, true, false, true, true], Enumerable.Range(0, 6).Select(code.Has));
    }

    [Fact]
    public void Spills_stay_when_the_slots_are_used_otherwise()
    {
        Session session = Explored("r1 = 1; *(u64 *)(r10 - 8) = r1; call bpf_get_smp_processor_id; r1 = *(u64 *)(r10 - 8); exit");
        session.Findings.Subprograms[0].StackDepth = 8;
        session.Facts.Subprograms[0].KeepsFastcallStack = true;
        LateRewrites.DropFastcallSpills(session);
        Assert.Equal(8, session.Findings.Subprograms[0].StackDepth);
    }

    [Fact]
    public void A_function_that_is_never_reached_is_not_listed()
    {
        Session session = Explored("call f; exit; f: r0 = 0; exit", 2, 3);
        Assert.Equal(Errno.None, LateRewrites.Apply(session).Code);
        Assert.Equal([false, true], session.Findings.Subprograms.Select(subprogram => subprogram.IsHidden));
    }

    [Theory]
    [InlineData("may_goto +1; r0 = 0; r0 = 0; exit", new int[0], 16)]
    [InlineData("may_goto +0; r0 = 0; exit", new int[0], 0)]
    [InlineData("may_goto +1; r0 = 0; r0 = 0; exit", new[] { 1 }, 0)]
    [InlineData("may_goto +1; may_goto +0; r0 = 0; exit", new int[0], 0)]
    [InlineData("may_goto +1; goto +0; r0 = 0; exit", new int[0], 16)]
    [InlineData("goto +0; may_goto +0; r0 = 0; exit", new int[0], 0)]
    public void A_loop_budget_takes_stack_when_it_stays(string text, int[] dead, int expected)
    {
        Session session = Explored(text, dead);
        Assert.Equal(Errno.None, LateRewrites.Apply(session).Code);
        Assert.Equal(expected, session.Findings.Subprograms[0].StackDepth);
    }

    [Theory]
    [InlineData(true, 20, 48)]
    [InlineData(true, 0, 24)]
    [InlineData(false, 20, 20)]
    public void An_inlined_loop_saves_three_registers(bool isFit, int before, int after)
    {
        Session session = Explored("r1 = 1; r2 = f ll; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit; f: r0 = 0; exit");
        session.Findings.Instructions[5].InlineLoop = new InlineLoop(true, isFit, 1);
        session.Findings.Subprograms[0].StackDepth = before;
        Assert.Equal(Errno.None, LateRewrites.Apply(session).Code);
        Assert.Equal(after, session.Findings.Subprograms[0].StackDepth);
    }

    [Theory]
    // f is dead and the last.
    [InlineData("call g; r2 = f ll; r0 = 0; exit; g: r0 = 0; exit; f: r0 = 0; exit", new[] { 7, 8 }, Errno.Fault)]
    // g moves up to where f was.
    [InlineData("call g; r2 = f ll; r0 = 0; exit; f: r0 = 0; exit; g: r0 = 0; exit", new[] { 5, 6 }, Errno.None)]
    // f was two slots into what was removed, and g moves up to its start.
    [InlineData("call g; r2 = f ll; r0 = 0; exit; h: r0 = 0; exit; f: r0 = 0; exit; g: r0 = 0; r0 = 0; exit", new[] { 5, 6, 7, 8 }, Errno.Fault)]
    // The same, but behind g, which takes two slots, h comes.
    [InlineData("call g; r2 = f ll; call h; exit; e: r0 = 0; exit; f: r0 = 0; exit; g: r0 = 0; exit; h: r0 = 0; exit", new[] { 5, 6, 7, 8 }, Errno.None)]
    // Nothing is left but the main function.
    [InlineData("r2 = f ll; r0 = 0; exit; f: r0 = 0; exit", new[] { 4, 5 }, Errno.None)]
    public void A_reference_to_a_function_that_was_taken_out_must_lead_to_another(string text, int[] dead, Errno expected)
    {
        Session session = Explored(text, dead);
        Assert.Equal(expected, LateRewrites.Apply(session).Code);
    }
}
