using Vouch.Bytecode.Uapi;
using Xunit;

namespace Vouch.Verifier.Tests.Memory;

/// <summary>Memory that helpers read and write. Helper 26 fills R4 bytes at R3 from the packet.</summary>
public class HelperMemoryTests
{
    private const string Fill = "r2 = 0; r3 = r10; r3 += -16;";

    [Fact]
    public void What_a_helper_fills_need_not_be_written_before()
    {
        MemoryProgram program = MemoryProgram.Of(Fill + "r4 = 16; call 26; r1 = *(u64 *)(r10 - 8); r1 = *(u64 *)(r10 - 16); exit");
        program.IsAccepted();
        Assert.Equal("R0=scalar() fp-8=mmmmmmmm fp-16=mmmmmmmm", program.StateAfter(4));
    }

    [Theory]
    [InlineData("r4 = 0;", "R4 invalid zero-sized read: u64=[0,0]")]
    [InlineData("r4 = -1;", "R4 min value is negative, either use unsigned or 'var &= const'")]
    [InlineData("r4 = 17;", "invalid write to stack R3 off=-16 size=17", Errno.Invalid)]
    public void Sizes_are_sensible(string size, string message, Errno errno = Errno.AccessDenied) =>
        MemoryProgram.Of(Fill + size + "call 26; r0 = 0; exit").IsRejected(message, errno);

    [Fact]
    public void A_size_without_bound_is_rejected() =>
        MemoryProgram.Of(Fill + "r4 = *(u32 *)(r1 + 0); r4 |= 1; call 26; r0 = 0; exit")
            .IsRejected("R4 unbounded memory access, use 'var &= const' or 'if (var < const)'");

    [Fact]
    public void Without_privilege_a_size_in_doubt_needs_memory_written_before() =>
        (MemoryProgram.Of("r6 = *(u32 *)(r1 + 0);" + Fill + "r4 = r6; r4 &= 8; r4 += 8; call 26; r0 = 0; exit") with
        {
            Type = ProgramType.SocketFilter, Semantics = Semantics.Unprivileged,
        }).IsRejected("invalid read from stack R3 off -16+0 size 16");

    [Fact]
    public void Numbers_and_contexts_have_no_memory()
    {
        MemoryProgram.Of("r2 = 0; r3 = 1; r4 = 8; call 26; r0 = 0; exit").IsRejected("R3 type=scalar expected=fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_, ctx");
        MemoryProgram.Of("r2 = 0; r3 = r1; r4 = 8; call 26; r0 = 0; exit").IsRejected("R3 type=ctx expected=fp");
    }

    [Fact]
    public void A_spilled_number_is_forgotten_when_a_helper_writes_over_it() =>
        Assert.Equal(
            "R0=scalar() fp-8=mmmmmmmm",
            MemoryProgram.Of("*(u64 *)(r10 - 8) = 7;" + Fill + "r4 = 16; call 26; r1 = *(u64 *)(r10 - 8); exit").StateAfter(5));

    [Fact]
    public void A_map_that_programs_may_not_write_is_not_filled_either() =>
        MemoryProgram.OfLookup("r1 = r6; r2 = 0; r3 = r0; r4 = 8; call 26", MemoryProgram.Array("values", 8, 1u << 7))
            .IsRejected("write into map forbidden, value_size=8 off=0 size=8");
}
