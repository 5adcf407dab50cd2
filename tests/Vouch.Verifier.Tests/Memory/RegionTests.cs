using System;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Xunit;

namespace Vouch.Verifier.Tests.Memory;

/// <summary>Map values, packets, contexts and sockets: what programs may touch of them.</summary>
public class RegionTests
{
    private const uint ReadOnlyForPrograms = 1u << 7;
    private const uint WriteOnlyForPrograms = 1u << 8;

    private const string Packet = "r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r0 = 0;";

    [Fact]
    public void A_map_value_ends_where_its_size_says() =>
        MemoryProgram.OfLookup("*(u32 *)(r0 + 8) = 1", MemoryProgram.Array("values", 8)).IsRejected(
            "invalid access to map value, value_size=8 off=8 size=4\nR0 min value is outside of the allowed memory range");

    [Theory]
    [InlineData("r1 = *(u32 *)(r6 + 0); r0 += r1; r2 = *(u8 *)(r0 + 0)",
        "R0 unbounded memory access, make sure to bounds check any such access")]
    [InlineData("r1 = *(u32 *)(r6 + 0); r1 &= 15; r0 += r1; r2 = *(u8 *)(r0 + 0)",
        "invalid access to map value, value_size=8 off=15 size=1\nR0 max value is outside of the allowed memory range")]
    [InlineData("r1 = *(u32 *)(r6 + 0); r1 &= 7; r0 -= r1; r2 = *(u8 *)(r0 + 0)",
        "R0 min value is negative, either use unsigned index or do a if (index >=0) check.")]
    public void Variable_offsets_must_stay_within(string text, string message) =>
        MemoryProgram.OfLookup(text, MemoryProgram.Array("values", 8)).IsRejected(message);

    [Theory]
    [InlineData("r1 = r10; r1 += 1; r0 = 0; exit", "R1 stack pointer arithmetic goes out of range, prohibited for !root; off=1")]
    [InlineData("r1 = r10; r1 += -513; r0 = 0; exit",
        "R1 stack pointer arithmetic goes out of range, prohibited for !root; off=-513")]
    public void A_kernel_that_guards_against_speculation_keeps_pointers_of_ordinary_users_in_range(string text, string message)
    {
        MemoryProgram guarded = MemoryProgram.Of(text) with
        {
            Type = ProgramType.CgroupSkb, Semantics = Semantics.Unprivileged, Rules = new KernelRules { MitigatesSpeculation = true },
        };
        guarded.IsRejected(message);
        (guarded with { Rules = new KernelRules() }).IsAccepted();
        (guarded with { Semantics = Semantics.Privileged }).IsAccepted();
    }

    [Fact]
    public void A_bounded_index_is_fine() =>
        MemoryProgram.OfLookup("r1 = *(u32 *)(r6 + 0); r1 &= 7; r0 += r1; r2 = *(u8 *)(r0 + 0)", MemoryProgram.Array("values", 8)).IsAccepted();

    [Fact]
    public void Maps_may_forbid_programs_to_write_or_to_read()
    {
        MemoryProgram.OfLookup("*(u8 *)(r0 + 1) = 1", MemoryProgram.Array("values", 8, ReadOnlyForPrograms))
            .IsRejected("write into map forbidden, value_size=8 off=1 size=1");
        MemoryProgram.OfLookup("r1 = *(u8 *)(r0 + 1)", MemoryProgram.Array("values", 8, WriteOnlyForPrograms))
            .IsRejected("read from map forbidden, value_size=8 off=1 size=1");
    }

    [Theory]
    [InlineData("r0 = *(u16 *)(r1 + 0)", "R0=513")]
    [InlineData("r0 = *(u32 *)(r1 + 4)", "R0=255")]
    [InlineData("r0 = *(s8 *)(r1 + 4)", "R0=-1")]
    [InlineData("r0 = *(u64 *)(r1 + 8)", "R0=0")]
    public void What_is_read_from_frozen_data_is_known(string load, string expected)
    {
        MemoryProgram program = new()
        {
            Text = "r1 = data[0] ll; " + load + "; r0 = 0; exit",
            Maps = [MemoryProgram.Array("data", 16, ReadOnlyForPrograms, isFrozen: true, 1, 2, 3, 4, 255)],
        };
        Assert.Equal(expected, program.StateAfter(2).Split(' ')[0]);
    }

    [Fact]
    public void What_is_read_from_data_that_may_change_is_not() =>
        Assert.StartsWith(
            "R0=scalar(",
            new MemoryProgram
            {
                Text = "r1 = data[0] ll; r0 = *(u16 *)(r1 + 0); exit", Maps = [MemoryProgram.Array("data", 16, 0, isFrozen: true, 1, 2)],
            }.StateAfter(2),
            StringComparison.Ordinal);

    [Fact]
    public void Packet_bytes_need_a_comparison_with_the_packets_end()
    {
        MemoryProgram.Of(Packet + "r4 = *(u8 *)(r2 + 0); exit").IsRejected(
            "invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)\nR2 min value is outside of the allowed memory range");
        MemoryProgram.Of(Packet + "r4 = r2; r4 += 8; if r4 > r3 goto +1; r5 = *(u64 *)(r2 + 0); exit").IsAccepted();
        MemoryProgram.Of(Packet + "r4 = r2; r4 += 8; if r4 > r3 goto +1; r5 = *(u64 *)(r2 + 1); exit").IsRejected(
            "invalid access to packet, off=1 size=8, R2(id=0,off=1,r=8)\nR2 min value is outside of the allowed memory range");
    }

    [Fact]
    public void A_strict_comparison_proves_one_byte_more() =>
        MemoryProgram.Of(Packet + "r4 = r2; r4 += 7; if r4 >= r3 goto +1; r5 = *(u64 *)(r2 + 0); exit").IsAccepted();

    [Fact]
    public void Not_every_program_may_write_packets() =>
        (MemoryProgram.Of(Packet + "r4 = r2; r4 += 8; if r4 > r3 goto +1; *(u64 *)(r2 + 0) = 1; exit") with { Type = ProgramType.LwtIn })
            .IsRejected("cannot write into packet");

    [Fact]
    public void Strict_alignment_counts_the_shift_of_packets() =>
        (MemoryProgram.Of(Packet + "r4 = r2; r4 += 8; if r4 > r3 goto +1; r5 = *(u32 *)(r2 + 0); exit") with { Flags = LoadFlags.StrictAlignment })
            .IsRejected("misaligned packet access off 2+0+0 size 4");

    [Theory]
    [InlineData("r0 = *(u32 *)(r1 + 1000); exit", "invalid bpf_context access off=1000 size=4")]
    [InlineData("r0 = *(u64 *)(r1 + 0); exit", "invalid bpf_context access off=0 size=8")]
    [InlineData("r1 += 4; r0 = *(u32 *)(r1 + 0); exit", "dereference of modified ctx ptr R1 off=4 disallowed")]
    [InlineData("r2 = *(u32 *)(r1 + 0); r2 &= 4; r1 += r2; r0 = *(u32 *)(r1 + 0); exit", "variable ctx access var_off=(0x0; 0x4) disallowed")]
    [InlineData("r1 += -4; r0 = *(u32 *)(r1 + 4); exit", "negative offset ctx ptr R1 off=-4 disallowed")]
    public void Contexts_are_read_by_known_fields(string text, string message) => MemoryProgram.Of(text).IsRejected(message);

    [Fact]
    public void A_number_is_no_pointer() =>
        MemoryProgram.Of("r2 = 0; r0 = *(u8 *)(r2 + 0); exit").IsRejected("R2 invalid mem access 'scalar'");

    [Fact]
    public void A_value_that_may_be_null_cannot_be_read() =>
        new MemoryProgram
        {
            Text = "*(u64 *)(r10 - 8) = 0; r1 = values ll; r2 = r10; r2 += -8; call 1; r0 = *(u8 *)(r0 + 0); exit",
            Maps = [MemoryProgram.Array("values", 8)],
        }.IsRejected("R0 invalid mem access 'map_value_or_null'");

    [Fact]
    public void Without_privilege_no_address_goes_into_a_map() =>
        (MemoryProgram.OfLookup("*(u64 *)(r0 + 0) = r10", MemoryProgram.Array("values", 8)) with
        {
            Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged,
        }).IsRejected("R10 leaks addr into map");
}
