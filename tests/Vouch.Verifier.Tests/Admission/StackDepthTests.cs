using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Admission;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

public class StackDepthTests
{
    private const string Chain = "call f; exit; f: call g; r0 = 0; exit; g: r0 = 0; exit";

    private static (Errno Outcome, Session Session) Check(TextProgram program, params int[] depths)
    {
        Session session = program.Run().Session;
        for (int i = 0; i < depths.Length; i++)
        {
            session.Findings.Subprograms[i].StackDepth = depths[i];
        }

        return (StackDepth.CheckAll(session).Code, session);
    }

    [Fact]
    public void Frames_add_up_in_units_of_sixteen()
    {
        (Errno outcome, Session session) = Check(new TextProgram { Text = Chain }, 8, 24, 17);
        Assert.Equal(Errno.None, outcome);
        Assert.Equal(16 + 32 + 32, session.Counters.MaxStackDepth);
    }

    [Theory]
    [InlineData(256, 128, 128, Errno.None, "")]
    [InlineData(256, 128, 136, Errno.AccessDenied, "combined stack size of 3 calls is 528. Too large\n")]
    public void Together_they_stay_within_the_stack(int main, int f, int g, Errno expected, string message)
    {
        (Errno outcome, Session session) = Check(new TextProgram { Text = Chain }, main, f, g);
        Assert.Equal(expected, outcome);
        Assert.Equal(message, session.Rejections.Text);
    }

    [Fact]
    public void Calls_one_after_the_other_share_the_stack()
    {
        TextProgram program = new() { Text = "call f; call g; exit; f: r0 = 0; exit; g: r0 = 0; exit" };
        (Errno outcome, Session session) = Check(program, 0, 256, 320);
        Assert.Equal(Errno.None, outcome);
        Assert.Equal(320, session.Counters.MaxStackDepth);
    }

    [Fact]
    public void Tracing_programs_have_a_stack_for_each_large_function()
    {
        (Errno outcome, Session session) = Check(new TextProgram { Text = Chain, Type = ProgramType.Kprobe }, 512, 64, 48);
        Assert.Equal(Errno.None, outcome);
        Assert.Equal(512, session.Counters.MaxStackDepth);
        Assert.Equal(PrivateStackMode.Adaptive, session.Findings.Subprograms[1].PrivateStack);
        Assert.Equal(PrivateStackMode.Unknown, session.Findings.Subprograms[2].PrivateStack);
    }

    [Fact]
    public void Little_is_left_below_a_tail_call()
    {
        TextProgram program = new()
        {
            Text = "main: call f; exit; f: call bpf_tail_call; r0 = 0; exit",
            Functions = ["main", "f"],
        };
        Assert.Equal(Errno.None, Check(program, 240, 16).Outcome);
        (Errno outcome, Session session) = Check(program, 256, 16);
        Assert.Equal(Errno.AccessDenied, outcome);
        Assert.Equal(
            "tail_calls are not allowed when call stack of previous frames is 256 bytes. Too large\n", session.Rejections.Text);
    }

    [Fact]
    public void Static_calls_nest_fifteen_deep()
    {
        Assert.Equal(Errno.None, Check(Nested(15)).Outcome);
        (Errno outcome, Session session) = Check(Nested(16));
        Assert.Equal(Errno.TooBig, outcome);
        Assert.Equal("the call stack of 16 frames is too deep !\n", session.Rejections.Text);
    }

    [Fact]
    public void A_callback_may_not_tail_call()
    {
        TextProgram program = new()
        {
            Text = "main: r2 = f ll; r0 = 0; exit; f: call bpf_tail_call; r0 = 0; exit",
            Functions = ["main", "f"],
        };
        Session session = program.Run().Session;
        session.Findings.Subprograms[1].IsCallback = true;
        Assert.Equal(Errno.Invalid, StackDepth.CheckAll(session).Code);
        Assert.Equal("cannot tail call within callback\n", session.Rejections.Text);
    }

    private static TextProgram Nested(int calls)
    {
        string text = "";
        for (int i = 0; i < calls; i++)
        {
            text += $"f{i}: call f{i + 1}; exit; ";
        }

        return new TextProgram { Text = text + $"f{calls}: r0 = 0; exit" };
    }
}
