using Vouch.Kernel.Rules;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Exploration;
using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Exploration;

public class RegisterCoverageTests
{
    [Fact]
    public void An_imprecise_scalar_covers_any_scalar() => Assert.True(Covers(Constant(1), Constant(2), Closeness.Covered));

    [Fact]
    public void A_precise_scalar_covers_only_what_lies_within_it()
    {
        RegisterState one = Constant(1);
        one.IsPrecise = true;
        Assert.False(Covers(one, Constant(2), Closeness.Covered));
        Assert.True(Covers(one, Constant(1), Closeness.Covered));
    }

    [Fact]
    public void Inside_a_loop_imprecise_scalars_count_too() => Assert.False(Covers(Constant(1), Constant(2), Closeness.RangesWithin));

    [Fact]
    public void A_scalar_never_covers_a_pointer()
    {
        RegisterState context = default;
        context.MarkPointer(RegisterKind.Context);
        Assert.False(Covers(Constant(0), context, Closeness.Covered));
    }

    [Fact]
    public void An_unused_register_covers_anything() => Assert.True(Covers(default, Constant(3), Closeness.Covered));

    [Fact]
    public void In_an_unfinished_loop_an_unused_register_covers_anything_or_its_like_only()
    {
        // Delta 6.18 X4.
        PruningRules strict = new() { LoopsForgiveUnused = false };
        Assert.True(Covers(default, Constant(3), Closeness.RangesWithin));
        Assert.False(Covers(default, Constant(3), Closeness.RangesWithin, strict));
        Assert.True(Covers(default, default, Closeness.RangesWithin, strict));
        Assert.True(Covers(default, Constant(3), Closeness.Covered, strict));
    }

    [Fact]
    public void A_packet_pointer_needs_at_least_the_older_range()
    {
        Assert.True(Covers(Packet(8), Packet(14), Closeness.Covered));
        Assert.False(Covers(Packet(14), Packet(8), Closeness.Covered));
    }

    [Fact]
    public void A_pointer_beyond_the_packet_matches_only_its_like()
    {
        Assert.False(Covers(Packet(RegisterState.BeyondPacketEnd), Packet(14), Closeness.Covered));
        Assert.True(Covers(Packet(RegisterState.BeyondPacketEnd), Packet(RegisterState.BeyondPacketEnd), Closeness.Covered));
    }

    [Fact]
    public void Sums_at_different_distances_are_different()
    {
        RegisterState older = Sum(4);
        older.IsPrecise = true;
        Assert.True(Covers(older, Sum(4), Closeness.Covered));
        Assert.False(Covers(older, Sum(8), Closeness.Covered));
    }

    private static bool Covers(RegisterState older, RegisterState current, Closeness closeness, PruningRules? rules = null)
    {
        IdentityMap ids = new(new PruningRules());
        ids.Clear(100);
        return new RegisterSafety(ids, closeness, ScalarsMustEqual: false, new OneOffset(), rules ?? new PruningRules()).Covers(in older, in current);
    }

    private static RegisterState Constant(ulong value)
    {
        RegisterState register = default;
        register.MarkKnownScalar(value, isBpfCapable: true);
        return register;
    }

    private static RegisterState Packet(int range)
    {
        RegisterState register = default;
        register.MarkPointer(RegisterKind.Packet);
        register.PacketRange = range;
        return register;
    }

    private static RegisterState Sum(int delta)
    {
        RegisterState register = default;
        register.MarkUnknown(isBpfCapable: true);
        register.Bounds = ScalarBounds.Unknown;
        register.Id = 5 | RegisterState.AddConstant64;
        register.Delta = delta;
        return register;
    }
}
