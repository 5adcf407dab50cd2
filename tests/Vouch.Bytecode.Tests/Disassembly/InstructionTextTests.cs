using System;
using System.IO;
using System.Linq;
using System.Text;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;
using Xunit;

namespace Vouch.Bytecode.Tests.Disassembly;

public class InstructionTextTests
{
    /// <summary>Lines of logs that Linux 7.3 wrote, one of every shape.</summary>
    public static TheoryData<string> LogLines() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Disassembly", "log-lines.txt"))];

    [Theory]
    [MemberData(nameof(LogLines))]
    public void A_line_of_the_kernels_log_assembles_to_its_opcode_and_prints_the_same(string line)
    {
        AssembledProgram program = Assembler.Assemble(line[5..]);
        Instruction insn = program.Instructions[0];
        string kfunc = line.Contains("call ", StringComparison.Ordinal) ? line[10..].Split('#')[0] : "";
        Assert.Equal(Convert.ToByte(line[1..3], 16), insn.Opcode);
        Assert.Equal(line, InstructionText.ToText(insn, program.Instructions.ElementAtOrDefault(1), new FixedNames(kfunc)));
    }

    [Theory]
    [InlineData(0x99, 0x00, 0, 0, "BUG_ldx_99")]
    [InlineData(0x08, 0x00, 0, 0, "BUG_ld_08")]
    [InlineData(0x02, 0x00, 0, 0, "BUG_st_02")]
    [InlineData(0x03, 0x00, 0, 0, "BUG_03")]
    [InlineData(0xc3, 0x21, 0, 2, "BUG_c3")]
    [InlineData(0xc2, 0x00, 0, 0, "(c2) nospec")]
    [InlineData(0xe3, 0x21, 4, 0, "(e3) probe lock *(u32 *)(r1 +4) += r2")]
    [InlineData(0xbf, 0x21, -1, 0, "(bf) r1 = &(void __percpu *)(r2)")]
    [InlineData(0x85, 0x00, 0, 9999, "(85) call unknown#9999")]
    [InlineData(0x85, 0x00, 0, 0, "(85) call bpf_unspec#0")]
    [InlineData(0xe5, 0x10, 3, 0, "(e5) if r0 (null) 0x0 goto pc+3")]
    [InlineData(0xf7, 0x03, 0, 7, "(f7) r3 (null) 7")]
    public void A_code_without_a_meaning_prints_as_the_kernel_prints_it(int opcode, int registers, int offset, int immediate, string expected)
    {
        Assert.Equal(expected, InstructionText.ToText(new Instruction((byte)opcode, (byte)registers, (short)offset, immediate)));
    }

    [Fact]
    public void A_wide_immediate_shows_all_64_bits_of_its_two_halves()
    {
        var first = new Instruction(0x18, 1, 0, 0, unchecked((int)0x89abcdef));
        Assert.Equal("(18) r1 = 0x123456789abcdef", InstructionText.ToText(first, new Instruction(0, 0, 0, 0, 0x01234567)));
    }

    [Fact]
    public void A_wide_immediate_shows_the_value_that_the_names_give_it()
    {
        Assert.Equal("(18) r1 = 0xff00000000000007", InstructionText.ToText(new Instruction(0x18, 1, 1, 0, 3), default, new FixedNames("")));
    }

    [Fact]
    public void Text_that_does_not_fit_is_cut_off()
    {
        Span<char> line = stackalloc char[8];
        int length = InstructionText.Format(line, new Instruction(0xbf, 2, 10, 0, 0), default, InstructionNames.None);
        Assert.Equal("(bf) r2 ", line[..length].ToString());
    }

    [Fact]
    public void Every_opcode_prints_without_failing()
    {
        var text = new StringBuilder();
        for (int opcode = 0; opcode < 256; opcode++)
        {
            text.Clear().AppendInstruction(new Instruction((byte)opcode, 0xff, short.MinValue, int.MinValue), default, InstructionNames.None);
            Assert.InRange(text.Length, 4, InstructionText.MaximumLength);
        }
    }

    [Fact]
    public void Printing_an_instruction_allocates_nothing()
    {
        Span<char> line = stackalloc char[InstructionText.MaximumLength];
        var insn = new Instruction(0x79, 1, 10, -8, 0);
        InstructionText.Format(line, insn, default, InstructionNames.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            InstructionText.Format(line, insn, default, InstructionNames.None);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private sealed class FixedNames(string kfunc) : InstructionNames
    {
        public override string Kfunc(Instruction call) => kfunc;

        public override ulong WideImmediate(Instruction first, Instruction second) =>
            first.Source == 0 ? Bits(first, second) : 0xff00000000000007;
    }
}
