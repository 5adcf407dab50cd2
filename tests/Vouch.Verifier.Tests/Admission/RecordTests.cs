using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.Tests.Flow;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

public class RecordTests
{
    private static readonly TextProgram TwoFunctions = new()
    {
        Text = "main: call f; exit; f: r0 = 0; exit",
        Functions = ["main", "f"],
    };

    private static ImmutableArray<LineRecord> LinesAt(params int[] instructions)
    {
        ImmutableArray<LineRecord>.Builder lines = ImmutableArray.CreateBuilder<LineRecord>();
        foreach (int instruction in instructions)
        {
            lines.Add(new LineRecord(instruction, 0, 0, 1 << 10));
        }

        return lines.ToImmutable();
    }

    [Fact]
    public void Functions_get_their_names_and_first_lines()
    {
        (Errno outcome, Session session) = (TwoFunctions with { Lines = LinesAt(0, 1, 2) }).Run();
        Assert.Equal(Errno.None, outcome);
        Assert.Equal("f", session.Facts.Subprograms[1].Name);
        Assert.Equal(2, session.Facts.Subprograms[1].FirstLine);
        Assert.False(session.Facts.Subprograms[1].IsGlobal);
    }

    [Theory]
    [InlineData(new[] { 0, 3 }, "missing bpf_line_info for func#1")]
    [InlineData(new[] { 0, 1 }, "missing bpf_line_info for 1 funcs starting from func#1")]
    [InlineData(new[] { 0, 2, 2 }, "Invalid line_info[2].insn_off:2 (prev_offset:2 prog->len:4)")]
    [InlineData(new[] { 0, 2, 4 }, "Invalid line_info[2].insn_off:4 (prev_offset:2 prog->len:4)")]
    public void Lines_are_in_order_and_start_every_function(int[] instructions, string message)
    {
        (Errno outcome, Session session) = (TwoFunctions with { Lines = LinesAt(instructions) }).Run();
        Assert.Equal(Errno.Invalid, outcome);
        Assert.Equal(message + "\n", session.Rejections.Text);
    }

    [Fact]
    public void There_is_one_record_a_function()
    {
        (Errno outcome, Session session) = (TwoFunctions with { Functions = ["main"] }).Run();
        Assert.Equal(Errno.Invalid, outcome);
        Assert.Equal("number of funcs in func_info doesn't match number of subprogs\n", session.Rejections.Text);
    }

    [Fact]
    public void Records_stand_at_the_start_of_functions()
    {
        (Errno outcome, Session session) = new TextProgram
        {
            Text = "main: call f; end: exit; f: r0 = 0; exit",
            Functions = ["main", "end"],
        }.Run();
        Assert.Equal(Errno.Invalid, outcome);
        Assert.Equal("func_info BTF section doesn't match subprog layout in BPF program\n", session.Rejections.Text);
    }

    [Theory]
    [InlineData("call f; exit; f: r6 = r1; r0 = *(u8 *)skb[0]; exit", "LD_ABS is not allowed in subprogs without BTF\n")]
    [InlineData("call f; exit; f: call bpf_tail_call; exit", "tail_call is not allowed in subprogs without BTF\n")]
    public void Early_returns_need_to_know_what_the_function_returns(string text, string message)
    {
        (Errno outcome, Session session) = new TextProgram { Text = text }.Run();
        Assert.Equal(Errno.Invalid, outcome);
        Assert.Equal(message, session.Rejections.Text);
    }
}
