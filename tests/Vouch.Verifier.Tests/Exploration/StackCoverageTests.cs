using Vouch.Kernel.Rules;
using Vouch.Verifier.Exploration;
using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.Objects.Models;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;
using Xunit;

namespace Vouch.Verifier.Tests.Exploration;

public class StackCoverageTests
{
    [Fact]
    public void Stack_that_only_the_current_frame_has_does_not_matter() =>
        Assert.True(Covers(Frame(), Frame(Bytes("mmmmmmmm")), Closeness.Covered));

    [Fact]
    public void Stack_that_only_the_older_frame_used_is_missing() =>
        Assert.False(Covers(Frame(Bytes("00000000")), Frame(), Closeness.Covered));

    [Fact]
    public void Zeroes_cover_for_unknown_bytes_but_not_the_reverse()
    {
        Assert.True(Covers(Frame(Bytes("mmmmmmmm")), Frame(Bytes("00000000")), Closeness.Covered, allowsUninitialized: false));
        Assert.False(Covers(Frame(Bytes("00000000")), Frame(Bytes("mmmmmmmm")), Closeness.Covered, allowsUninitialized: false));
    }

    [Fact]
    public void Where_reading_unwritten_stack_is_allowed_unknown_bytes_are_not_relied_on()
    {
        FilledSlot pointer = Spill(RegisterKind.Context);
        Assert.True(Covers(Frame(Bytes("mmmmmmmm")), Frame(pointer), Closeness.Covered));
        Assert.False(Covers(Frame(Bytes("mmmmmmmm")), Frame(pointer), Closeness.Covered, allowsUninitialized: false));
    }

    [Fact]
    public void A_spilled_pointer_covers_its_like_only()
    {
        Assert.True(Covers(Frame(Spill(RegisterKind.Context)), Frame(Spill(RegisterKind.Context)), Closeness.Covered));
        Assert.False(Covers(Frame(Spill(RegisterKind.Context)), Frame(Spill(RegisterKind.Packet)), Closeness.Covered));
        Assert.False(Covers(Frame(Spill(RegisterKind.Context)), Frame(Bytes("mmmmmmmm")), Closeness.Covered));
    }

    [Fact]
    public void Unknown_bytes_read_as_a_scalar_whatever_was_spilled_before()
    {
        FilledSlot scalar = Bytes("rrrrrrrr");
        scalar.Spilled.MarkUnknown(isBpfCapable: true);
        scalar.Spilled.IsPrecise = true;
        Assert.True(Covers(Frame(scalar), Frame(Bytes("mmmmmmmm")), Closeness.Covered));
    }

    [Fact]
    public void Dead_bytes_equal_unwritten_ones_even_exactly() =>
        Assert.True(Covers(Frame(Bytes("pppp????")), Frame(Bytes("????pppp")), Closeness.Exact));

    [Fact]
    public void Exactly_equal_stacks_differ_in_no_byte() =>
        Assert.False(Covers(Frame(Bytes("mmmmmmmm")), Frame(Bytes("mmmm0000")), Closeness.Exact));

    [Theory]
    [InlineData("????????", "mmmmmmmm")]
    [InlineData("mmmmmmmm", "00000000")]
    [InlineData("00mmmmmm", "00000000")]
    public void In_an_unfinished_loop_unused_bytes_may_be_anything_or_must_be_alike(string older, string current)
    {
        // Delta 6.18 X4.
        PruningRules strict = new() { LoopsForgiveUnused = false };
        Assert.True(Covers(Frame(Bytes(older)), Frame(Bytes(current)), Closeness.RangesWithin));
        Assert.False(Covers(Frame(Bytes(older)), Frame(Bytes(current)), Closeness.RangesWithin, rules: strict));
        Assert.False(Covers(Frame(Bytes(older)), Frame(), Closeness.RangesWithin, rules: strict));
        Assert.True(Covers(Frame(Bytes(older)), Frame(Bytes(current)), Closeness.Covered, rules: strict));
    }

    [Fact]
    public void A_number_in_half_a_slot_is_compared_apart_or_with_its_slot()
    {
        // Delta 6.18 X7.
        FilledSlot half = Bytes("????rrrr");
        half.Spilled.MarkUnknown(isBpfCapable: true);
        half.Spilled.IsPrecise = true;
        FrameState unknown = Frame(Bytes("????mmmm"));
        Assert.True(Covers(Frame(half), unknown, Closeness.Covered, allowsUninitialized: false));
        Assert.False(Covers(Frame(half), unknown, Closeness.Covered, allowsUninitialized: false, new PruningRules { ComparesHalfSlots = false }));
    }

    [Fact]
    public void Iterators_are_told_apart_by_whether_they_may_be_trusted_or_not()
    {
        // Delta 6.18 X7.
        FilledSlot trusted = Bytes("iiiiiiii"), untrusted = trusted;
        trusted.Spilled.MarkPointer(RegisterKind.Stack);
        untrusted.Spilled.MarkPointer(RegisterKind.Stack);
        untrusted.Spilled.Type = untrusted.Spilled.Type.With(TypeFlags.Untrusted);
        Assert.False(Covers(Frame(trusted), Frame(untrusted), Closeness.Covered));
        Assert.True(Covers(Frame(trusted), Frame(untrusted), Closeness.Covered, rules: new PruningRules { ComparesIteratorTrust = false }));
    }

    private static bool Covers(
        FrameState older, FrameState current, Closeness closeness, bool allowsUninitialized = true, PruningRules? rules = null)
    {
        IdentityMap ids = new(new PruningRules());
        ids.Clear(100);
        RegisterSafety registers = new(ids, closeness, ScalarsMustEqual: false, new OneOffset(), rules ?? new PruningRules());
        return new StackSafety(registers, allowsUninitialized, new ParentLinks()).Covers(older, current, out _);
    }

    private static FrameState Frame(params FilledSlot[] slots)
    {
        FrameState frame = new();
        frame.Start(FrameState.NoCallSite, 0, 0, isBpfCapable: true);
        frame.GrowStack(slots.Length * 8);
        for (int i = 0; i < slots.Length; i++)
        {
            StackSlot slot = frame.Stack[i];
            slot.Types = slots[i].Types;
            slot.Spilled = slots[i].Spilled;
        }

        return frame;
    }

    private static FilledSlot Spill(RegisterKind kind)
    {
        FilledSlot slot = Bytes("rrrrrrrr");
        slot.Spilled.MarkPointer(kind);
        return slot;
    }

    private static FilledSlot Bytes(string letters)
    {
        SlotTypes types = default;
        for (int i = 0; i < letters.Length; i++)
        {
            types[i] = letters[i] switch
            {
                'r' => SlotType.Spill,
                'm' => SlotType.Misc,
                '0' => SlotType.Zero,
                'p' => SlotType.Poison,
                'i' => SlotType.Iterator,
                _ => SlotType.Invalid,
            };
        }

        return new FilledSlot { Types = types };
    }

    private struct FilledSlot
    {
        public SlotTypes Types;
        public RegisterState Spilled;
    }
}
