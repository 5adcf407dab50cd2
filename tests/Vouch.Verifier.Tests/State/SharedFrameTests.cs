using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.State;

public class SharedFrameTests
{
    private readonly FramePool pool = new();

    /// <summary>A state in a function that the main program called.</summary>
    private VerifierState InCallee()
    {
        VerifierState state = new(pool);
        for (int number = 0; number < 2; number++)
        {
            state.PrepareFrame(number).Start(FrameState.NoCallSite, number, number, isBpfCapable: true);
            state.CurrentFrame = number;
        }

        state.WriteFrame(0).Registers[6].MarkKnownScalar(60, isBpfCapable: true);
        state.Registers[1].MarkKnownScalar(10, isBpfCapable: true);
        return state;
    }

    private VerifierState CopyOf(VerifierState state)
    {
        VerifierState copy = new(pool);
        copy.CopyFrom(state);
        return copy;
    }

    [Fact]
    public void A_copy_shares_the_frames_of_callers_and_not_the_one_that_executes()
    {
        VerifierState state = InCallee();
        VerifierState copy = CopyOf(state);
        Assert.Same(state.ReadFrame(0), copy.ReadFrame(0));
        Assert.NotSame(state.ReadFrame(1), copy.ReadFrame(1));
        Assert.Equal(10ul, copy.Registers[1].ConstantValue);
    }

    [Fact]
    public void What_one_writes_the_others_do_not_see()
    {
        VerifierState state = InCallee();
        VerifierState first = CopyOf(state);
        VerifierState second = CopyOf(first);
        first.WriteFrame(0).Registers[6].MarkKnownScalar(61, isBpfCapable: true);
        state.WriteFrame(0).Registers[6].MarkKnownScalar(62, isBpfCapable: true);
        Assert.Equal(61ul, first.ReadFrame(0).Registers[6].ConstantValue);
        Assert.Equal(62ul, state.ReadFrame(0).Registers[6].ConstantValue);
        Assert.Equal(60ul, second.ReadFrame(0).Registers[6].ConstantValue);
    }

    [Fact]
    public void A_frame_that_is_returned_to_is_shared_no_longer()
    {
        VerifierState state = InCallee();
        VerifierState copy = CopyOf(state);
        copy.CurrentFrame--;
        copy.Registers[6].MarkKnownScalar(61, isBpfCapable: true);
        Assert.Equal(60ul, state.ReadFrame(0).Registers[6].ConstantValue);
    }

    [Fact]
    public void The_last_of_the_sharers_writes_without_a_copy()
    {
        VerifierState state = InCallee();
        FrameState caller = state.ReadFrame(0);
        VerifierState copy = CopyOf(state);
        state.ReleaseFrames();
        Assert.Same(caller, copy.WriteFrame(0));
    }

    [Fact]
    public void A_frame_is_used_again_once_nobody_shares_it()
    {
        VerifierState state = InCallee();
        FrameState caller = state.ReadFrame(0);
        VerifierState copy = CopyOf(state);
        copy.ReleaseFrames();
        Assert.NotSame(caller, pool.Rent());
        state.ReleaseFrames();
        Assert.Contains(caller, new[] { pool.Rent(), pool.Rent() });
    }

#if DEBUG
    [Fact]
    public void Debug_builds_notice_a_write_to_a_frame_that_is_shared()
    {
        VerifierState state = InCallee();
        VerifierState copy = CopyOf(state);
        copy.ReadFrame(0).Registers[6].IsPrecise = true;
        Assert.Throws<System.InvalidOperationException>(() => state.WriteFrame(0));
    }
#endif

    [Fact]
    public void A_value_found_in_a_shared_frame_is_written_in_one_state_only()
    {
        VerifierState state = InCallee();
        VerifierState copy = CopyOf(state);
        AllRegisters all = new(copy);
        while (all.MoveNext())
        {
            if (all.Current.IsConstantScalar)
            {
                all.Written().MarkKnownScalar(1, isBpfCapable: true);
            }
        }

        Assert.Equal(1ul, copy.ReadFrame(0).Registers[6].ConstantValue);
        Assert.Equal(1ul, copy.Registers[1].ConstantValue);
        Assert.Equal(60ul, state.ReadFrame(0).Registers[6].ConstantValue);
        Assert.Equal(10ul, state.Registers[1].ConstantValue);
    }
}
