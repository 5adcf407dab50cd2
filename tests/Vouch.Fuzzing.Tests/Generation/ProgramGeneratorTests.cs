using System.Collections.Generic;
using System.Linq;
using Vouch.Fuzzing.Base;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Generation;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Running;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Fuzzing.Tests.Generation;

public class ProgramGeneratorTests
{
    private static readonly BaseObject Origin = BaseObject.Open(KernelProfile.Linux73.Types, forOrdinaryUser: false);

    private static IEnumerable<FuzzProgram> Programs(ulong seed, int count)
    {
        ProgramGenerator generator = new(Origin, KernelProfile.Linux73);
        return Enumerable.Range(0, count).Select(n => generator.Generate(seed, n));
    }

    [Fact]
    public void The_same_seed_gives_the_same_programs()
    {
        Assert.Equal(Programs(7, 40).Select(ProgramText.Write), Programs(7, 40).Select(ProgramText.Write));
        Assert.NotEqual(Programs(7, 5).Select(ProgramText.Write), Programs(8, 5).Select(ProgramText.Write));
    }

    [Fact]
    public void A_program_does_not_depend_on_those_before_it()
    {
        Assert.Equal(
            ProgramText.Write(Programs(3, 20).Last()),
            ProgramText.Write(new ProgramGenerator(Origin, KernelProfile.Linux73).Generate(3, 19)));
    }

    [Fact]
    public void The_text_of_a_program_reads_back()
    {
        foreach (FuzzProgram program in Programs(5, 40))
        {
            string text = ProgramText.Write(program);
            Assert.Equal(text, ProgramText.Write(ProgramText.Parse(text)));
        }
    }

    [Fact]
    public void Between_a_third_and_three_quarters_of_the_programs_are_accepted()
    {
        Judge judge = new(KernelProfile.Linux73, 1);
        int accepted = judge.Ask([.. Programs(1, 200)], 2, TestContext.Current.CancellationToken).Count(a => a.Verdict == "success");
        Assert.InRange(accepted, 66, 150);
    }

    [Fact]
    public void No_program_is_a_defect_or_unloadable()
    {
        Judge judge = new(KernelProfile.Linux73, 2);
        FuzzProgram[] programs = [.. Programs(2, 200)];
        Answer[] answers = judge.Ask(programs, 2, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(answers, a => a.Verdict is "defect" or "unloadable");
    }
}
