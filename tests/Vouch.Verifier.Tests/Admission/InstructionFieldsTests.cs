using System.Collections.Immutable;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Admission;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

public class InstructionFieldsTests
{
    private static readonly Instruction Exit = new(0x95, 0, 0, 0, 0);

    private static string Rejection(params ImmutableArray<Instruction> program)
    {
        (Errno outcome, Session session) = new TextProgram { Instructions = program }.Run();
        Assert.NotEqual(Errno.None, outcome);
        return session.Rejections.Text.TrimEnd('\n');
    }

    [Theory]
    [InlineData(0x84, 1, 0, 0, 7, "BPF_NEG uses reserved fields")]
    [InlineData(0xd4, 1, 0, 0, 8, "BPF_END uses reserved fields")]
    [InlineData(0xdf, 1, 0, 0, 16, "unknown opcode df")]
    [InlineData(0xb7, 1, 2, 0, 0, "BPF_MOV uses reserved fields")]
    [InlineData(0xbc, 1, 2, 32, 0, "BPF_MOV uses reserved fields")]
    [InlineData(0xbf, 1, 2, 64, 0, "BPF_MOV uses reserved fields")]
    [InlineData(0xbf, 1, 2, 1, 2, "addr_space_cast insn can only convert between address space 1 and 0")]
    [InlineData(0x07, 1, 0, 1, 5, "BPF_ALU uses reserved fields")]
    [InlineData(0x37, 1, 0, 2, 5, "BPF_ALU uses reserved fields")]
    [InlineData(0x0f, 1, 2, 0, 5, "BPF_ALU uses reserved fields")]
    [InlineData(0xe4, 1, 0, 0, 0, "unknown opcode e4")]
    [InlineData(0x61, 1, 2, 0, 5, "BPF_LDX uses reserved fields")]
    [InlineData(0x63, 1, 2, 0, 5, "BPF_STX uses reserved fields")]
    [InlineData(0x62, 1, 2, 0, 5, "BPF_ST uses reserved fields")]
    [InlineData(0x85, 1, 0, 0, 5, "BPF_CALL uses reserved fields")]
    [InlineData(0x85, 0, 3, 0, 5, "BPF_CALL uses reserved fields")]
    [InlineData(0x85, 0, 0, 1, 5, "BPF_CALL uses reserved fields")]
    [InlineData(0x05, 0, 0, 0, 5, "BPF_JA uses reserved fields")]
    [InlineData(0x15, 1, 2, 0, 5, "BPF_JMP/JMP32 uses reserved fields")]
    [InlineData(0x1d, 1, 2, 0, 5, "BPF_JMP/JMP32 uses reserved fields")]
    [InlineData(0xe5, 0, 0, 0, 5, "invalid may_goto imm 5")]
    [InlineData(0x20, 0, 1, 0, 5, "BPF_LD_[ABS|IND] uses reserved fields")]
    [InlineData(0x8d, 0, 0, 0, 0, "unknown opcode 8d")]
    [InlineData(0xb7, 11, 0, 0, 0, "R11 is invalid")]
    [InlineData(0xbf, 0, 12, 0, 0, "R12 is invalid")]
    [InlineData(0x79, 0, 11, 4, 0, "R11 is invalid")]
    public void Fields_that_an_instruction_does_not_use_are_zero(
        int opcode, int destination, int source, int offset, int immediate, string message) =>
        Assert.Equal(message, Rejection(new Instruction(opcode, destination, source, offset, immediate), Exit));

    [Theory]
    [InlineData(0x37, 1, 0, 1, 5)]
    [InlineData(0xbf, 1, 2, 32, 0)]
    [InlineData(0xbf, 1, 2, 1, 1 << 16)]
    [InlineData(0xdc, 1, 0, 0, 16)]
    [InlineData(0x79, 0, 11, 8, 0)]
    [InlineData(0x7b, 11, 0, -8, 0)]
    [InlineData(0xe5, 0, 0, 0, 0)]
    public void What_the_instruction_set_allows_passes(int opcode, int destination, int source, int offset, int immediate)
    {
        ImmutableArray<Instruction> program = [new Instruction(opcode, destination, source, offset, immediate), Exit];
        Assert.Equal(Errno.None, new TextProgram { Instructions = program }.Run().Outcome);
    }

    [Theory]
    [InlineData(7, 0, 0, "unrecognized bpf_ld_imm64 insn")]
    [InlineData(1, 0, 0, "fd 0 is not pointing to valid bpf_map")]
    [InlineData(1, 0, 1, "unrecognized bpf_ld_imm64 insn")]
    [InlineData(0, 1, 0, "BPF_LD_IMM64 uses reserved fields")]
    public void A_wide_immediate_refers_to_something(int source, int offset, int upper, string message) =>
        Assert.Equal(message, Rejection(new Instruction(0x18, 0, source, offset, 0), new Instruction(0, 0, 0, 0, upper), Exit));

    [Fact]
    public void A_wide_immediate_needs_its_second_half()
    {
        Instruction first = new(0x18, 0, 0, 0, 1);
        Assert.Equal("invalid bpf_ld_imm64 insn", Rejection(first));
        Assert.Equal("invalid bpf_ld_imm64 insn", Rejection(first, Exit));
        Assert.Equal("invalid bpf_ld_imm64 insn", Rejection(first, new Instruction(0, 1, 0, 0, 0), Exit));
    }

    [Fact]
    public void The_table_has_the_opcodes_of_the_instruction_set()
    {
        int known = 0;
        for (int opcode = 0; opcode < 256; opcode++)
        {
            known += OpcodeTable.Contains((byte)opcode) ? 1 : 0;
        }

        // 2 x 24 two-operand, 5 unary and byte swaps; 2 x 22 comparisons; 6 other jumps; 16 + 3 + 6 + 1 memory.
        Assert.Equal(48 + 5 + 44 + 6 + 26, known);
    }
}
