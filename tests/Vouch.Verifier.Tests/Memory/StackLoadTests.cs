using System;
using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Memory;

public class StackLoadTests
{
    private const string VariableOffset = "r3 = *(u32 *)(r1 + 0); r3 &= 8; r3 += -16; r2 = r10; r2 += r3;";

    [Fact]
    public void Narrow_fill_of_a_pointer_is_rejected() =>
        MemoryProgram.Of("*(u64 *)(r10 - 8) = r1; r0 = *(u32 *)(r10 - 8); exit").IsRejected("invalid size of register fill");

    [Fact]
    public void A_narrow_fill_of_a_number_cuts_it() =>
        Assert.Equal(
            "R0=52 R10=fp0 fp-8=4660",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = 0x1234; r0 = *(u8 *)(r10 - 8); exit").StateAfter(1));

    [Fact]
    public void A_sign_extending_fill_keeps_the_sign() =>
        Assert.Equal("R0=-1", MemoryProgram.Of("*(u64 *)(r10 - 8) = 255; r0 = *(s8 *)(r10 - 8); exit").StateAfter(1).Split(' ')[0]);

    [Fact]
    public void Bytes_that_were_never_written_are_readable_with_privilege_only()
    {
        MemoryProgram program = MemoryProgram.Of("*(u8 *)(r10 - 8) = 1; r0 = *(u64 *)(r10 - 8); r0 = 0; exit");
        program.IsAccepted();
        (program with { Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged })
            .IsRejected("invalid read from stack off -8+1 size 8");
    }

    [Fact]
    public void Unprivileged_programs_read_only_what_lies_within_the_stack_they_used() =>
        (MemoryProgram.Of("r0 = *(u64 *)(r10 - 8); exit") with { Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged })
            .IsRejected("invalid read from stack R10 off=-8 size=8");

    [Fact]
    public void A_load_at_a_variable_offset_is_an_unknown_number() =>
        Assert.StartsWith(
            "R0=scalar() ",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = 1; *(u64 *)(r10 - 16) = 2;" + VariableOffset + "r0 = *(u64 *)(r2 + 0); exit").StateAfter(7),
            StringComparison.Ordinal);

    [Fact]
    public void A_load_at_a_variable_offset_from_zeroes_is_zero() =>
        Assert.StartsWith(
            "R0=0 ",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = 0; *(u64 *)(r10 - 16) = 0;" + VariableOffset + "r0 = *(u64 *)(r2 + 0); exit").StateAfter(7),
            StringComparison.Ordinal);

    [Fact]
    public void An_unbounded_offset_is_rejected() =>
        MemoryProgram.Of("r3 = *(u32 *)(r1 + 0); r2 = r10; r2 += r3; r0 = *(u8 *)(r2 + 0); exit")
            .IsRejected("invalid unbounded variable-offset read from stack R2");

    [Fact]
    public void An_atomic_needs_one_known_offset() =>
        MemoryProgram.Of("*(u64 *)(r10 - 8) = 1; *(u64 *)(r10 - 16) = 2;" + VariableOffset + "r0 = 1; lock *(u64 *)(r2 + 0) += r0; exit")
            .IsRejected(
                "variable offset stack pointer cannot be passed into helper function; var_off=(0xfffffffffffffff0; 0x8) off=0 size=8");

    [Fact]
    public void Reading_raises_the_stack_depth() =>
        Assert.Equal(64, MemoryProgram.Of("r0 = *(u8 *)(r10 - 60); r0 = 0; exit").Verify().Statistics.Subprograms[0].StackDepth);
}
