using System.Linq;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Isa;
using Xunit;

namespace Vouch.Bytecode.Tests.Assembly;

public class AssemblerTests
{
    private static Instruction One(string text) => Assert.Single(Assembler.Assemble(text).Instructions);

    [Theory]
    [InlineData("r1 = *(u64 *)(r10 - 8)", 0x79, 1, 10, -8, 0)]
    [InlineData("w1 s>>= 3", 0xc4, 1, 0, 0, 3)]
    [InlineData("r1 s/= r2", 0x3f, 1, 2, 1, 0)]
    [InlineData("r1 = (s32)r2", 0xbf, 1, 2, 32, 0)]
    [InlineData("w0 = -w0", 0x84, 0, 0, 0, 0)]
    [InlineData("r0 = -7", 0xb7, 0, 0, 0, -7)]
    [InlineData("r0 = 0xffffffff", 0xb7, 0, 0, 0, -1)]
    [InlineData("r3 = bswap64 r3", 0xd7, 3, 0, 0, 64)]
    [InlineData("*(u8 *)(r1 + 4) = 0x7f", 0x72, 1, 0, 4, 127)]
    [InlineData("*(u16 *)(r1) = r2", 0x6b, 1, 2, 0, 0)]
    [InlineData("r0 = *(u8 *)skb[r6 + 14]", 0x50, 0, 6, 0, 14)]
    [InlineData("lock *(u64 *)(r1 + 0) += r2", 0xdb, 1, 2, 0, 0)]
    [InlineData("w2 = xchg32_32(r1 + 4, w2)", 0xc3, 1, 2, 4, 0xe1)]
    [InlineData("r0 = cmpxchg_64(r1 + 8, r0, r2)", 0xdb, 1, 2, 8, 0xf1)]
    [InlineData("w3 = load_acquire((u32 *)(r1 + 4))", 0xc3, 3, 1, 4, 0x100)]
    [InlineData("store_release((u8 *)(r1 + 4), w3)", 0xd3, 1, 3, 4, 0x110)]
    [InlineData("call 1", 0x85, 0, 0, 0, 1)]
    [InlineData("call bpf_map_lookup_elem", 0x85, 0, 0, 0, 1)]
    [InlineData("callx r3", 0x8d, 3, 0, 0, 0)]
    [InlineData("gotox r3", 0x0d, 3, 0, 0, 0)]
    [InlineData("goto +3", 0x05, 0, 0, 3, 0)]
    [InlineData("gotol -3", 0x06, 0, 0, 0, -3)]
    [InlineData("may_goto +3", 0xe5, 0, 0, 3, 0)]
    [InlineData("if w1 s<= w2 goto -1", 0xde, 1, 2, -1, 0)]
    [InlineData("if r1 & 0x80000000 goto +0", 0x45, 1, 0, 0, int.MinValue)]
    [InlineData("r1 = addr_space_cast(r2, 1, 0)", 0xbf, 1, 2, 1, 0x10000)]
    [InlineData(".8byte 0x12345678fffe21ff", 0xff, 1, 2, -2, 0x12345678)]
    [InlineData("exit", 0x95, 0, 0, 0, 0)]
    public void A_statement_becomes_one_instruction(string text, int opcode, int destination, int source, int offset, int immediate)
    {
        Assert.Equal(new Instruction(opcode, destination, source, offset, immediate), One(text));
    }

    [Fact]
    public void A_wide_immediate_takes_two_slots()
    {
        Assert.Equal(
            [new Instruction(0x18, 0, 0, 0, unchecked((int)0x9abcdef0)), new Instruction(0, 0, 0, 0, 0x12345678)],
            Assembler.Assemble("r0 = 0x123456789abcdef0 ll").Instructions);
    }

    [Fact]
    public void Labels_reach_forward_and_backward()
    {
        AssembledProgram program = Assembler.Assemble("""
            start:
                r0 = 0
                if r0 == 1 goto done   // forward
                goto start             # backward
            done: exit
            """);
        Assert.Equal([0, 1, -3, 0], program.Instructions.Select(i => (int)i.Offset));
        Assert.Equal(3, program.Labels["done"]);
    }

    [Fact]
    public void Numeric_labels_mean_the_nearest_one()
    {
        AssembledProgram program = Assembler.Assemble("1: r0 = 0; goto 1f; goto 1b; 1: goto 1b; exit");
        Assert.Equal([0, 1, -3, -1, 0], program.Instructions.Select(i => (int)i.Offset));
    }

    [Fact]
    public void Distances_count_slots_so_wide_immediates_count_twice()
    {
        AssembledProgram program = Assembler.Assemble("goto end; r0 = 1 ll; end: exit");
        Assert.Equal(2, program.Instructions[0].Offset);
    }

    [Fact]
    public void A_call_of_a_label_is_a_subprogram_call()
    {
        AssembledProgram program = Assembler.Assemble("call sub; exit; sub: r0 = 0; exit");
        Assert.True(program.Instructions[0].IsSubprogramCall);
        Assert.Equal(1, program.Instructions[0].Immediate);
    }

    [Fact]
    public void A_wide_load_of_a_label_refers_to_the_subprogram_by_distance()
    {
        AssembledProgram program = Assembler.Assemble("r2 = body ll; exit; body: r0 = 0; exit");
        Assert.True(program.Instructions[0].IsFunctionReference);
        Assert.Equal(2, program.Instructions[0].Immediate);
    }

    [Fact]
    public void Names_from_outside_come_from_the_symbols()
    {
        var symbols = new AssemblySymbols { Maps = { ["counts"] = 2 }, Kfuncs = { ["bpf_rcu_read_lock"] = 77 }, KernelVariables = { ["jiffies"] = 9 } };
        AssembledProgram program = Assembler.Assemble("r1 = counts ll; r2 = counts[8] ll; r3 = jiffies ll; call bpf_rcu_read_lock", symbols);
        Assert.Equal([1, 0, 2, 0, 3, 0, 2], program.Instructions.Select(i => (int)i.Source));
        Assert.Equal([2, 0, 2, 8, 9, 0, 77], program.Instructions.Select(i => i.Immediate));
    }

    [Theory]
    [InlineData("r0 = 0\n  r1 = q4", 2, 10, "expected 'll', found 'end of text'")]
    [InlineData("r0 = w1", 1, 6, "registers of different width in one instruction")]
    [InlineData("goto nowhere", 1, 6, "no label 'nowhere'")]
    [InlineData("a: exit; a: exit", 1, 10, "the label 'a' is already defined")]
    [InlineData("frob r1", 1, 1, "'frob' is not an instruction")]
    [InlineData("r12 = 0", 1, 1, "'r12' is not an instruction")]
    [InlineData("r0 = 0x100000000", 1, 6, "the immediate does not fit 32 bits (a 16-byte immediate ends in 'll')")]
    [InlineData("r0 = 99999999999999999999999", 1, 6, "'99999999999999999999999' is not a 64-bit number")]
    [InlineData("r1 = *(u64 *)(r10 + 40000)", 1, 19, "the offset does not fit 16 bits")]
    [InlineData("exit exit", 1, 6, "expected the end of the statement, found 'exit'")]
    [InlineData("/* never ends", 1, 1, "comment without an end")]
    [InlineData("r0 = @", 1, 6, "unexpected character '@'")]
    public void A_mistake_is_reported_with_its_place(string text, int line, int column, string message)
    {
        AssemblyException failure = Assert.Throws<AssemblyException>(() => Assembler.Assemble(text));
        Assert.Equal((line, column), (failure.Line, failure.Column));
        Assert.EndsWith(message, failure.Message, System.StringComparison.Ordinal);
    }
}
