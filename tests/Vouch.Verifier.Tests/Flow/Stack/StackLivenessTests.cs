using Vouch.Verifier.Flow.Stack;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Flow.Stack;

public class StackLivenessTests
{
    private static VerifierState At(int instruction, params (int Subprogram, int CallSite)[] callees)
    {
        VerifierState state = new(new FramePool()) { InstructionIndex = instruction };
        state.PrepareFrame(0);
        foreach ((int subprogram, int callSite) in callees)
        {
            int number = state.CurrentFrame + 1;
            state.PrepareFrame(number).Start(callSite, number, subprogram, isBpfCapable: true);
            state.CurrentFrame = number;
        }

        return state;
    }

    [Fact]
    public void A_slot_lives_from_its_store_to_its_last_load()
    {
        Session session = new TextProgram
        {
            Text = "*(u64 *)(r10 - 8) = 1; r0 = 0; r0 = *(u64 *)(r10 - 8); r0 = 0; exit",
        }.Run().Session;
        Assert.True(session.StackLiveness.LiveHalves(At(0), 0).IsEmpty);
        Assert.Equal(SlotSet.Range(0, 1), session.StackLiveness.LiveHalves(At(1), 0));
        Assert.Equal(SlotSet.Range(0, 1), session.StackLiveness.LiveHalves(At(2), 0));
        Assert.True(session.StackLiveness.LiveHalves(At(3), 0).IsEmpty);
    }

    [Fact]
    public void A_half_that_is_written_does_not_hide_the_other()
    {
        Session session = new TextProgram
        {
            Text = "r0 = 0; *(u32 *)(r10 - 8) = 1; r0 = *(u64 *)(r10 - 8); r0 = 0; exit",
        }.Run().Session;
        Assert.Equal(SlotSet.Range(0, 0), session.StackLiveness.LiveHalves(At(1), 0));
        Assert.False(session.StackLiveness.LiveHalves(At(1), 0).Contains(1));
    }

    private const string CallerAndCallee = """
        *(u64 *)(r10 - 8) = 1
        *(u64 *)(r10 - 16) = 2
        r1 = r10
        r1 += -8
        call f
        r0 = *(u64 *)(r10 - 16)
        r0 = 0
        exit
        f:
        r0 = *(u64 *)(r1 + 0)
        r0 = 0
        exit
        """;

    [Fact]
    public void In_a_callee_the_callers_slots_live_for_both()
    {
        Session session = new TextProgram { Text = CallerAndCallee }.Run().Session;
        Assert.Equal(SlotSet.Range(0, 3), session.StackLiveness.LiveHalves(At(8, (1, 4)), 0));

        // Behind the callee's load only the caller's own load is left.
        Assert.Equal(SlotSet.Range(2, 3), session.StackLiveness.LiveHalves(At(9, (1, 4)), 0));
        Assert.True(session.StackLiveness.LiveHalves(At(9, (1, 4)), 1).IsEmpty);
    }

    [Fact]
    public void Passing_a_pointer_counts_as_what_the_callee_reads()
    {
        Session session = new TextProgram { Text = CallerAndCallee }.Run().Session;
        Assert.Equal(SlotSet.Range(0, 3), session.StackLiveness.LiveHalves(At(4), 0));
        Assert.Equal(SlotSet.Range(2, 3), session.StackLiveness.LiveHalves(At(5), 0));
    }

    private const string SameAndOtherArguments = """
        r6 = r10
        r6 += -8
        *(u64 *)(r10 - 8) = 1
        *(u64 *)(r10 - 16) = 2
        r1 = r6
        call f
        r1 = r10
        r1 += -8
        call f
        r1 = r10
        r1 += -16
        call f
        r1 = r6
        call f
        r0 = 0
        exit
        f:
        *(u64 *)(r10 - 8) = 3
        r0 = *(u64 *)(r1 + 0)
        r0 = *(u64 *)(r10 - 8)
        r0 = 0
        exit
        """;

    [Theory]
    [InlineData(5, 3, 3)]
    [InlineData(8, 3, 3)]
    [InlineData(11, 3, 1)]
    [InlineData(13, 1, -1)]
    public void Each_call_has_what_its_own_arguments_reach(int callSite, int highestAtLoad, int highestBehind)
    {
        // Only without a log is an analysis taken over from a call before.
        foreach (LogLevels level in (LogLevels[])[LogLevels.None, LogLevels.All])
        {
            Session session = new TextProgram { Text = SameAndOtherArguments, Level = level }.Run().Session;
            Assert.Equal(SlotSet.Range(0, highestAtLoad), session.StackLiveness.LiveHalves(At(17, (1, callSite)), 0));
            Assert.Equal(SlotSet.Range(0, highestBehind), session.StackLiveness.LiveHalves(At(18, (1, callSite)), 0));
            Assert.Equal(SlotSet.Range(0, 1), session.StackLiveness.LiveHalves(At(17, (1, callSite)), 1));
            Assert.True(session.StackLiveness.LiveHalves(At(19, (1, callSite)), 1).IsEmpty);
        }
    }

    [Fact]
    public void A_callbacks_context_lives_as_long_as_the_call_may_run_it_again()
    {
        Session session = new TextProgram
        {
            Text = """
                *(u64 *)(r10 - 8) = 0
                r1 = 4
                r2 = f ll
                r3 = r10
                r3 += -8
                r4 = 0
                call bpf_loop
                r0 = 0
                exit
                f:
                r0 = *(u64 *)(r2 + 0)
                r0 = 0
                exit
                """,
        }.Run().Session;
        const int Call = 7, BehindLoad = 11;
        Assert.Equal(SlotSet.Range(0, 1), session.StackLiveness.LiveHalves(At(BehindLoad, (1, Call)), 0));
        Assert.True(session.StackLiveness.LiveHalves(At(Call + 1), 0).IsEmpty);
    }

    [Fact]
    public void A_pointer_to_an_unknown_place_keeps_the_whole_frame_alive()
    {
        Session session = new TextProgram
        {
            Text = "r6 = r10; r6 += r1; r0 = *(u64 *)(r6 + 0); r0 = 0; exit",
        }.Run().Session;
        Assert.Equal(SlotSet.All, session.StackLiveness.LiveHalves(At(2), 0));
    }
}
