using System.Collections.Generic;
using System.Linq;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Reduction;
using Xunit;

namespace Vouch.Fuzzing.Tests.Reduction;

public class ReducerTests
{
    private static FuzzProgram Long() => ProgramText.Parse(
        "program tc p(Context)\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"  r1 = {i}\n")) + "  call p_s0\n  r0 = 0\n  exit\nL0:\n"
        + "static p_s0()\n  r3 = 1\n  r4 = 2\n  r0 = 0\n  exit\nstatic p_s1()\n  r0 = 0\n  exit\n");

    private static bool Has(FuzzProgram program, string line) => program.Functions.Any(f => f.Lines.Contains(line));

    private static (FuzzProgram Smallest, int Rounds) Reduce(FuzzProgram program, System.Predicate<FuzzProgram> keeps, int most = 30)
    {
        Reducer reducer = new(
            (IReadOnlyList<FuzzProgram> candidates) => [.. candidates.Select(c => keeps(c))], p => p.Functions.All(f => f.Lines.Length > 0));
        return (reducer.Reduce(program, most), reducer.Rounds);
    }

    [Fact]
    public void What_matters_stays_and_nothing_else()
    {
        (FuzzProgram smallest, int rounds) = Reduce(Long(), p => Has(p, "r1 = 7") && Has(p, "r1 = 31"));
        Assert.Equal(["r1 = 7", "r1 = 31"], smallest.Functions.Single().Lines);
        Assert.True(rounds < 20, $"{rounds} rounds");
    }

    [Fact]
    public void A_subprogram_goes_with_its_last_call()
    {
        (FuzzProgram smallest, _) = Reduce(Long(), p => Has(p, "r4 = 2"));
        Assert.Equal(2, smallest.Functions.Length);
        Assert.Equal(["r4 = 2"], smallest.Functions[1].Lines);
        Assert.Single(smallest.Functions[0].Lines);
    }

    [Fact]
    public void Without_a_smaller_candidate_the_program_stays_as_it_is()
    {
        (FuzzProgram smallest, int rounds) = Reduce(Long(), _ => false);
        Assert.Equal(ProgramText.Write(Long()), ProgramText.Write(smallest));
        Assert.Equal(0, rounds);
    }
}
