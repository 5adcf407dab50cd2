using System.Collections.Generic;
using System.Linq;
using Vouch.Verifier.Flow.Stack;
using Xunit;

namespace Vouch.Verifier.Tests.Flow.Stack;

public class PointerOriginTests
{
    private static IEnumerable<PointerOrigin> Values()
    {
        yield return PointerOrigin.None;
        yield return PointerOrigin.Unvisited;
        foreach (int frame in (int[])[0, 1])
        {
            yield return PointerOrigin.Somewhere(frame);
            yield return PointerOrigin.At(frame, -8);
            yield return PointerOrigin.At(frame, -16);
            yield return PointerOrigin.At(frame, -8).Join(PointerOrigin.At(frame, -24));
        }

        yield return PointerOrigin.Vague(1);
        yield return PointerOrigin.AnyUpTo(1);
    }

    [Fact]
    public void Joining_does_not_depend_on_the_order()
    {
        foreach (PointerOrigin a in Values())
        {
            foreach (PointerOrigin b in Values())
            {
                Assert.Equal(a.Join(b), b.Join(a));
            }
        }
    }

    [Fact]
    public void Joining_again_changes_nothing()
    {
        foreach (PointerOrigin a in Values())
        {
            foreach (PointerOrigin b in Values())
            {
                PointerOrigin joined = a.Join(b);
                Assert.Equal(joined, joined.Join(b));
            }
        }
    }

    [Fact]
    public void Four_offsets_are_kept_and_five_are_none()
    {
        PointerOrigin value = PointerOrigin.At(0, -8);
        foreach (short offset in (short[])[-16, -24, -32])
        {
            value = value.Join(PointerOrigin.At(0, offset));
        }

        Assert.Equal([-32, -24, -16, -8], Enumerable.Range(0, value.OffsetCount).Select(i => (int)value.Offset(i)));
        Assert.Equal(PointerOrigin.Somewhere(0), value.Join(PointerOrigin.At(0, -40)));
    }

    [Fact]
    public void A_pointer_on_one_path_only_is_no_certain_place()
    {
        PointerOrigin value = PointerOrigin.At(0, -8).Join(PointerOrigin.None);
        Assert.Equal(2, value.OffsetCount);
        Assert.True(value.HasFrame);
    }

    [Fact]
    public void Different_frames_are_told_apart_no_longer()
    {
        PointerOrigin value = PointerOrigin.At(0, -8).Join(PointerOrigin.At(1, -8));
        Assert.True(value.IsVague);
        Assert.Equal(0b11, value.Frames);
        Assert.Equal(value, value.Add(8));
    }

    [Theory]
    [InlineData(-8, -8, -16)]
    [InlineData(0, 32767, 32767)]
    public void Constants_move_offsets(short offset, long delta, short expected) =>
        Assert.Equal(PointerOrigin.At(0, expected), PointerOrigin.At(0, offset).Add(delta));

    [Theory]
    [InlineData(1, 32767)]
    [InlineData(-8, 65536)]
    public void An_offset_that_overflows_is_lost(short offset, long delta) =>
        Assert.Equal(PointerOrigin.Somewhere(0), PointerOrigin.At(0, offset).Add(delta));
}
