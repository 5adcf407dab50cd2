using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.Tests.Memory;
using Xunit;

namespace Vouch.Verifier.Tests.Releases;

/// <summary>One offset a pointer, or known moves apart: delta 6.18 S2, L2, M1 to M8, T1.</summary>
public class PointerRuleTests
{
    private const string Packet = "r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); ";

    private static readonly KernelRules Newest = new();

    private static MemoryProgram Apart(MemoryProgram program) =>
        program with { Rules = Newest with { Pointers = new PointerRules { CountsKnownMovesApart = true } } };

    [Theory]
    [InlineData("r1 += 4; r0 = 0; exit", 0, "R1=ctx(imm=4)", "R1=ctx(off=4)")]
    [InlineData("r2 = r10; r2 += -8; r0 = 0; exit", 1, "R2=fp-8", "R2=fp-8")]
    [InlineData("r2 = *(u32 *)(r1 + 76); r2 += 14; r2 -= 2; r0 = 0; exit", 2, "R2=pkt(r=0,imm=12)", "R2=pkt(off=12,r=0)")]
    [InlineData(
        "r3 = *(u32 *)(r1 + 0); r3 &= 8; r2 = *(u32 *)(r1 + 76); r2 += 14; r2 += r3; r0 = 0; exit", 4,
        "R2=pkt(id=1,r=0,smin=umin=smin32=umin32=14,smax=umax=smax32=umax32=22,var_off=(0x6; 0x18)) R3=scalar(smin=smin32=0,smax=umax=smax32=umax32=8,var_off=(0x0; 0x8))",
        "R2=pkt(id=1,off=14,r=0,smin=smin32=0,smax=umax=smax32=umax32=8,var_off=(0x0; 0x8)) R3=scalar(smin=smin32=0,smax=umax=smax32=umax32=8,var_off=(0x0; 0x8))")]
    public void Known_moves_print_with_the_rest_or_apart(string text, int instruction, string newest, string apart)
    {
        Assert.Equal(newest, MemoryProgram.Of(text).StateAfter(instruction));
        Assert.Equal(apart, Apart(MemoryProgram.Of(text)).StateAfter(instruction));
    }

    [Fact]
    public void A_map_value_keeps_its_identity_beside_the_move()
    {
        MemoryProgram lookup = MemoryProgram.OfLookup("r0 += 8; r1 = *(u64 *)(r0 + 0)", MemoryProgram.Array("m", 64));
        Assert.Equal("R0=map_value(id=1,map=m,ks=4,vs=64,imm=8)", lookup.StateAfter(8));
        Assert.Equal("R0=map_value(id=1,map=m,ks=4,vs=64,off=8)", Apart(lookup).StateAfter(8));
    }

    [Fact]
    public void What_is_proved_of_the_packet_counts_from_the_base_or_from_behind_the_unknown_moves()
    {
        // The check is of 8 bytes behind an unknown move of up to 255. Counted from there, 8 bytes may be read and no more.
        const string Checked = Packet + "r4 = *(u32 *)(r1 + 0); r4 &= 255; r2 += r4; r5 = r2; r5 += 8; if r5 > r3 goto out; ";
        MemoryProgram Reads(int offset) => MemoryProgram.Of($"{Checked}r0 = *(u8 *)(r2 + {offset}); out: r0 = 0; exit");
        Apart(Reads(7)).IsAccepted();
        Apart(Reads(8)).IsRejected(
            "invalid access to packet, off=8 size=1, R2(id=1,off=8,r=8)\nR2 offset is outside of the packet");
        Reads(7).IsAccepted();
        Reads(8).IsRejected(
            "invalid access to packet, off=263 size=1, R2(id=1,off=263,r=263)\nR2 max value is outside of the allowed memory range");
    }

    [Fact]
    public void An_unchecked_packet_is_refused_in_other_words()
    {
        MemoryProgram read = MemoryProgram.Of(Packet + "r2 += 2; r0 = *(u8 *)(r2 + 1); r0 = 0; exit");
        read.IsRejected("invalid access to packet, off=3 size=1, R2(id=0,off=3,r=0)\nR2 min value is outside of the allowed memory range");
        Apart(read).IsRejected("invalid access to packet, off=3 size=1, R2(id=0,off=3,r=0)\nR2 offset is outside of the packet");
    }

    [Theory]
    [InlineData("r1 += 4; r0 = *(u32 *)(r1 + 0); exit", "dereference of modified ctx ptr R1 off=4 disallowed", "dereference of modified ctx ptr R1 off=4 disallowed")]
    [InlineData(
        "r2 = *(u32 *)(r1 + 0); r2 &= 4; r1 += r2; r1 += 4; r0 = *(u32 *)(r1 + 0); exit",
        "variable ctx access var_off=(0x0; 0xc) disallowed", "dereference of modified ctx ptr R1 off=4 disallowed")]
    [InlineData(
        "r2 = *(u32 *)(r1 + 0); r2 &= 4; r1 += r2; r1 += -4; r0 = *(u32 *)(r1 + 0); exit",
        "variable ctx access var_off=(0x0; 0xfffffffffffffffc) disallowed", "negative offset ctx ptr R1 off=-4 disallowed")]
    [InlineData(
        "r2 = *(u32 *)(r1 + 0); r2 &= 4; r1 += r2; r0 = *(u32 *)(r1 + 0); exit",
        "variable ctx access var_off=(0x0; 0x4) disallowed", "variable ctx access var_off=(0x0; 0x4) disallowed")]
    public void Of_a_context_moved_twice_the_unknown_move_or_the_known_one_is_named(string text, string newest, string apart)
    {
        MemoryProgram.Of(text).IsRejected(newest);
        Apart(MemoryProgram.Of(text)).IsRejected(apart);
    }

    [Fact]
    public void Buffers_are_asked_for_the_known_move_first()
    {
        MemoryProgram writes = MemoryProgram.Of("r6 = *(u64 *)(r1 + 0); *(u64 *)(r6 - 8) = 0; r0 = 0; exit") with
        {
            Type = ProgramType.RawTracepointWritable,
        };
        writes.IsRejected("R6 invalid negative tracepoint buffer offset: off=-8, var_off=0");
        Apart(writes).IsRejected("R6 invalid tracepoint buffer access: off=-8, size=8");
    }

    [Fact]
    public void Alignment_is_told_with_one_part_more()
    {
        MemoryProgram store = MemoryProgram.Of("r2 = r10; r2 += -12; *(u64 *)(r2 + 0) = 0; r0 = 0; exit");
        store.IsRejected("misaligned stack access off -12+0 size 8");
        Apart(store).IsRejected("misaligned stack access off 0+-12+0 size 8");
    }

    [Fact]
    public void The_stack_is_named_by_the_known_move_alone()
    {
        const string Moved = "r3 = *(u32 *)(r1 + 0); r3 &= 8; r2 = r10; r2 += -8; r2 += r3; r0 = *(u64 *)(r2 + 8); exit";
        MemoryProgram.Of(Moved).IsRejected("invalid variable-offset read from stack R2 var_off=(0x0; 0xfffffffffffffff8) off=8 size=8");
        Apart(MemoryProgram.Of(Moved)).IsRejected("invalid variable-offset read from stack R2 var_off=(0x0; 0x8) off=0 size=8");
    }

    [Theory]
    [InlineData("r1 += 0x1fffffff; r1 += 1; r0 = 0; exit", "ctx pointer offset 536870912 is not allowed", "ctx pointer offset 536870912 is not allowed")]
    [InlineData("r2 = 0x20000000; r1 += r2; r0 = 0; exit", "math between ctx pointer and 536870912 is not allowed", "math between ctx pointer and 536870912 is not allowed")]
    [InlineData(
        "r2 = *(u32 *)(r1 + 0); r2 &= 0x10000000; r1 += r2; r1 += 0x10000000; r3 = *(u32 *)(r10 - 4); r3 |= 0x1f000000; r1 += r3; r0 = 0; exit",
        "ctx pointer offset 788529152 is not allowed", null)]
    public void A_pointer_may_not_be_moved_far(string text, string newest, string? apart)
    {
        MemoryProgram.Of(text).IsRejected(newest, Errno.Invalid);
        if (apart is null)
        {
            Apart(MemoryProgram.Of(text)).IsAccepted();
        }
        else
        {
            Apart(MemoryProgram.Of(text)).IsRejected(apart, Errno.Invalid);
        }
    }

    [Fact]
    public void A_constant_in_a_message_has_a_sign_or_not()
    {
        Tnum bits = Tnum.Const(unchecked((ulong)-8));
        Assert.Equal("-8", new OneOffset().Text(bits));
        Assert.Equal("0xfffffffffffffff8", new FixedAndVariable().Text(bits));
    }

    private static MemoryProgram Under(MemoryProgram program, PointerRules rules) => program with { Rules = Newest with { Pointers = rules } };

    [Fact]
    public void A_lookup_is_tested_for_null_by_a_register_or_only_by_an_immediate()
    {
        MemoryProgram test = MemoryProgram.OfLookup("", MemoryProgram.Array("m", 8)) with
        {
            Text = "*(u64 *)(r10 - 8) = 5; r1 = m ll; r2 = r10; r2 += -8; call 1; r1 = 0; if r0 == r1 goto out; r1 = *(u64 *)(r0 + 0); out: r0 = 0; exit",
        };
        test.IsAccepted();
        Under(test, new PointerRules { TestsNullByRegister = false }).IsRejected("R0 invalid mem access 'map_value_or_null'");
    }

    [Fact]
    public void Of_equal_pointers_one_is_not_null_if_the_other_cannot_be_or_if_its_type_says_so()
    {
        // A stack pointer is no pointer that is known not to be null, yet its type does not say that it may be.
        MemoryProgram equal = MemoryProgram.OfLookup("", MemoryProgram.Array("m", 8)) with
        {
            Text = "*(u64 *)(r10 - 8) = 5; r1 = m ll; r2 = r10; r2 += -8; call 1; if r0 != r10 goto out; r1 = *(u64 *)(r0 + 0); out: r0 = 0; exit",
        };
        equal.IsRejected("R0 invalid mem access 'map_value_or_null'");
        Under(equal, new PointerRules { LearnsOnlyFromProvenPointers = false }).IsAccepted();
    }

    [Fact]
    public void A_pointer_that_may_have_wrapped_around_may_be_null_or_not()
    {
        // The branch for null is followed or not: only there is R9 read.
        const string Far = "r7 = *(u32 *)(r6 + 0); r7 <<= 28; r0 += r7; if r0 != 0 goto out; r0 = r9";
        MemoryProgram far = MemoryProgram.OfLookup(Far, MemoryProgram.Array("m", 8));
        far.IsRejected("R9 !read_ok");
        Under(far, new PointerRules { JudgesNullByOffset = false }).IsAccepted();
    }

    [Fact]
    public void A_comparison_of_32_bits_with_zero_decides_nothing_or_as_much_as_one_of_64()
    {
        MemoryProgram narrow = MemoryProgram.OfLookup("if w0 != 0 goto out; r0 = r9", MemoryProgram.Array("m", 8));
        narrow.IsRejected("R9 !read_ok");
        Under(narrow, new PointerRules { ComparesWholePointers = false }).IsAccepted();
    }

    [Fact]
    public void A_number_plus_a_stack_pointer_points_into_the_pointers_frame_or_into_the_first()
    {
        MemoryProgram sum = MemoryProgram.Of("*(u64 *)(r10 - 8) = 0; call f; exit; f: r6 = -8; r6 += r10; *(u64 *)(r6 + 0) = 1; r0 = 0; exit");
        Assert.Equal("frame1: R6=fp-8 R10=fp0", sum.StateAfter(4));
        Assert.Equal("frame1: R6=fp[0]-8 R10=fp0", Under(sum, new PointerRules { NumbersTakeOverFrames = false }).StateAfter(4));
    }
}
