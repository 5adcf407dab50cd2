using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Verifier.Domains;
using Xunit;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Runs of scalar instructions as Linux 7.3 logged them, repeated on the domains alone.</summary>
public class RecordedLogTests
{
    private static readonly List<List<string>> Runs = Read();

    public static TheoryData<int, string> Cases => [.. Runs.Select((run, index) => new TheoryDataRow<int, string>(index, run[0]))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_registers_are_those_of_the_log(int index, string name)
    {
        Assert.StartsWith("==", name, StringComparison.Ordinal);
        var replay = new ScalarReplay();
        Assert.Empty(Runs[index].Skip(1).SelectMany(replay.Step));
    }

    [Fact]
    public void The_recording_is_read() => Assert.InRange(Runs.Sum(run => run.Count), 250, 400);

    [Fact]
    public void A_wrong_register_is_noticed()
    {
        var replay = new ScalarReplay();
        Assert.Empty(replay.Step("r1 = 5 ; R1=5"));
        Assert.Single(replay.Step("r1 += 1 ; R1=5"));
    }

    private static List<List<string>> Read()
    {
        var runs = new List<List<string>>();
        foreach (string line in Fixture.Lines("recorded-scalars.txt"))
        {
            if (line.StartsWith("==", StringComparison.Ordinal))
                runs.Add([]);
            runs[^1].Add(line);
        }

        return runs;
    }
}
