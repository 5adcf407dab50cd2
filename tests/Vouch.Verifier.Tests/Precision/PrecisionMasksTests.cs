using Vouch.Verifier.Log;
using Vouch.Verifier.Precision;
using Xunit;

namespace Vouch.Verifier.Tests.Precision;

public class PrecisionMasksTests
{
    [Fact]
    public void Masks_print_as_registers_and_offsets()
    {
        LogText text = new();
        PrecisionMasks.AppendRegisters(text, 0b1000001);
        text.Append(' ');
        PrecisionMasks.AppendSlots(text, 0b101);
        Assert.Equal("r0,r6 -8,-24", text.Written.ToString());
    }

    [Fact]
    public void One_linked_register_asks_for_all()
    {
        PrecisionMasks masks = new();
        masks.AddRegister(0, 2);
        masks.FollowLinks(default(LinkedSet).With(new(0, 2, true)).With(new(1, 7, true)).With(new(0, 4, false)));
        Assert.Equal(1u << 7, masks.RegistersOf(1));
        Assert.True(masks.HasSlot(0, 4));
    }

    [Fact]
    public void Links_nobody_asks_for_stay_out()
    {
        PrecisionMasks masks = new();
        masks.AddRegister(0, 3);
        masks.FollowLinks(default(LinkedSet).With(new(0, 2, true)).With(new(0, 7, true)));
        Assert.Equal(1u << 3, masks.RegistersOf(0));
    }

    [Fact]
    public void What_a_callee_is_asked_for_does_not_count_outside_it()
    {
        PrecisionMasks masks = new() { Frame = 0 };
        masks.AddRegister(1, 6);
        Assert.True(masks.IsEmpty);
        masks.Frame = 1;
        Assert.False(masks.IsEmpty);
    }
}
