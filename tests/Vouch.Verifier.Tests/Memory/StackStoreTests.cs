using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Memory;

public class StackStoreTests
{
    [Theory]
    [InlineData("*(u64 *)(r10 + 8) = r1; r0 = 0; exit", "invalid write to stack R10 off=8 size=8")]
    [InlineData("*(u64 *)(r10 - 520) = r1; r0 = 0; exit", "invalid write to stack R10 off=-520 size=8")]
    public void Stores_outside_of_the_frame_are_rejected(string text, string message) => MemoryProgram.Of(text).IsRejected(message);

    [Fact]
    public void A_store_across_the_frames_top_is_rejected_as_misaligned_first() =>
        MemoryProgram.Of("*(u64 *)(r10 - 4) = r1; r0 = 0; exit").IsRejected("misaligned stack access off 0+-4 size 8");

    [Fact]
    public void A_pointer_is_spilled_whole_or_not_at_all() =>
        MemoryProgram.Of("*(u32 *)(r10 - 8) = r1; r0 = 0; exit").IsRejected("invalid size of register spill");

    [Fact]
    public void A_spilled_pointer_comes_back_as_it_was() =>
        Assert.Equal(
            "R2=ctx() R10=fp0 fp-8=ctx()",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = r1; r2 = *(u64 *)(r10 - 8); r0 = 0; exit").StateAfter(1));

    [Fact]
    public void A_stored_constant_is_remembered() =>
        Assert.Equal(
            "R0=42 R10=fp0 fp-8=42",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = 42; r0 = *(u64 *)(r10 - 8); exit").StateAfter(1));

    [Fact]
    public void A_narrow_store_leaves_the_rest_of_an_older_spill_unknown() =>
        Assert.Equal(
            "R10=fp0 fp-8=mmmm1",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = r1; *(u32 *)(r10 - 8) = 1; r0 = 0; exit").StateAfter(1));

    [Fact]
    public void A_store_into_the_middle_of_a_spill_ends_it() =>
        Assert.Equal(
            "R10=fp0 fp-8=mmmmmmmm",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = r1; *(u8 *)(r10 - 3) = 1; r0 = 0; exit").StateAfter(1));

    [Fact]
    public void Zero_bytes_stay_zero() =>
        Assert.Equal(
            "R10=fp0 fp-8=0????0??",
            MemoryProgram.Of("*(u8 *)(r10 - 1) = 0; *(u8 *)(r10 - 6) = 0; r0 = *(u8 *)(r10 - 6); exit").StateAfter(1));

    [Fact]
    public void A_store_at_a_variable_offset_blurs_all_it_may_hit() =>
        Assert.Equal(
            "fp-8=mmmmmmmm fp-16=mmmmmmmm",
            MemoryProgram.Of(
                """
                *(u64 *)(r10 - 8) = 1
                *(u64 *)(r10 - 16) = 1
                r3 = *(u32 *)(r1 + 0)
                r3 &= 8
                r3 += -16
                r2 = r10
                r2 += r3
                *(u64 *)(r2 + 0) = 2
                r0 = 0
                exit
                """).StateAfter(7).Split(") ")[1]);

    [Fact]
    public void Without_privilege_part_of_a_spilled_pointer_cannot_be_overwritten() =>
        (MemoryProgram.Of("*(u64 *)(r10 - 8) = r1; *(u32 *)(r10 - 8) = 1; r0 = 0; exit") with
        {
            Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged,
        }).IsRejected("attempt to corrupt spilled pointer on stack");
}
