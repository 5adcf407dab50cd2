using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Tests.ObjectFiles;
using Xunit;

namespace Vouch.Bytecode.Tests.Loading;

public sealed class ProgramLinkerTests
{
    [Fact]
    public void A_program_without_calls_stays_as_it_is() =>
        Assert.Equal(2, Fixture.Request("linking.o", "alone", SmallKernel.View).Instructions.Length);

    [Theory]
    [InlineData("calls_middle_first", "middle leaf quiet")]
    [InlineData("calls_quiet_first", "quiet leaf middle")]
    [InlineData("takes_address", "each leaf")]
    [InlineData("throws", "leaf handler")]
    public void Subprograms_are_appended_at_their_first_use(string program, string expected)
    {
        LoadRequest request = Fixture.Request("linking.o", program, SmallKernel.View);

        Assert.Equal(program + " " + expected, string.Join(' ', request.Functions.Select(f => request.Types!.NameOf(f.Type))));
    }

    [Theory]
    [InlineData("calls_middle_first")]
    [InlineData("calls_quiet_first")]
    [InlineData("takes_address")]
    [InlineData("throws")]
    public void Every_call_leads_to_the_start_of_a_subprogram(string program)
    {
        LoadRequest request = Fixture.Request("linking.o", program, SmallKernel.View);
        int[] starts = [.. request.Functions.Select(f => f.InstructionIndex)];

        int references = 0;
        for (int at = 0; at < request.Instructions.Length; at++)
        {
            Instruction insn = request.Instructions[at];
            if (insn.IsSubprogramCall || insn.IsFunctionReference)
            {
                references++;
                Assert.Contains(at + 1 + insn.Immediate, starts);
            }
        }

        Assert.True(references > 0);
    }

    [Fact]
    public void Line_records_move_with_their_subprogram()
    {
        LoadRequest request = Fixture.Request("linking.o", "calls_quiet_first", SmallKernel.View);
        RawBtf types = Assert.IsType<RawBtf>(request.Types);

        int middle = request.Functions.Single(f => types.NameOf(f.Type) == "middle").InstructionIndex;
        LineRecord first = request.Lines.First(l => l.InstructionIndex >= middle);
        Assert.Equal(middle, first.InstructionIndex);
        Assert.Equal("\treturn leaf(x) * 3;", types.String(request.Lines.First(l => l.InstructionIndex > middle).TextOffset));
        Assert.Equal(request.Lines.Select(l => l.InstructionIndex).Order(), request.Lines.Select(l => l.InstructionIndex));
    }
}
