using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Running;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Fuzzing.Tests.Running;

public sealed class CampaignTests : IDisposable
{
    private static readonly Judge Judge = new(KernelProfile.Linux73, 1);

    private readonly string folder = Directory.CreateTempSubdirectory("vouch-fuzz").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    /// <summary>An oracle that answers the same for every object: one program was accepted after three instructions.</summary>
    private Oracle Oracle(string program)
    {
        string script = Path.Combine(folder, "oracle.sh");
        File.WriteAllText(script, $"""
            #!/bin/sh
            [ -e '{folder}/broken' ] && exit 9
            cat >"$4/$(basename "$5" .bpf.o).log" <<'EOF'
            PROCESSING f0.bpf.o/{program}, DURATION US: 7, VERDICT: success, VERIFIER LOG:
            processed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

            file_name,prog_name,verdict,total_insns,total_states,peak_states,max_states_per_insn
            f0.bpf.o,{program},success,3,0,0,0
            EOF
            """);
        return new Oracle("sh " + script, 1);
    }

    private (Campaign Campaign, List<Disagreement> Found) Run(int count, Oracle? oracle)
    {
        Campaign campaign = new(Judge, new CampaignOptions { Count = count, ProgramsPerObject = 4, Folder = folder, Oracle = oracle });
        List<Disagreement> found = [];
        campaign.Run(found.Add, _ => { }, TestContext.Current.CancellationToken);
        return (campaign, found);
    }

    [Fact]
    public void Objects_are_written_so_many_programs_to_each()
    {
        (Campaign campaign, _) = Run(10, null);
        Assert.Equal(["f0.bpf.o", "f4.bpf.o", "f8.bpf.o"], Directory.EnumerateFiles(Path.Combine(folder, "objects")).Select(f => Path.GetFileName(f)).Order());
        Assert.Equal(10, campaign.Summary.Programs);
        Assert.Equal(10, campaign.Summary.Verdicts.Values.Sum());
        Assert.NotEmpty(campaign.Summary.Coverage.Calls);
    }

    [Fact]
    public void A_different_answer_is_reported_with_both()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the oracle is a shell script");
        (Campaign campaign, List<Disagreement> found) = Run(3, Oracle("p1"));
        Assert.Equal(1, campaign.Summary.Compared);
        Assert.Equal(2, campaign.Summary.NotJudged);
        Disagreement only = Assert.Single(found);
        Assert.Equal("p1", only.Program.Name);
        Assert.True(only.Kinds.HasFlag(Differences.Counts));
        Assert.Equal(new Counts(3, 0, 0, 0), only.Kernel.Counts);
    }

    [Fact]
    public void A_kernel_that_crashes_is_asked_again_about_fewer_objects()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the oracle is a shell script");
        Oracle oracle = Oracle("p1");
        File.WriteAllText(Path.Combine(folder, "broken"), "");
        (Campaign campaign, _) = Run(8, oracle);
        Assert.Equal(3, campaign.Summary.OracleFailures.Count);
        Assert.Equal(8, campaign.Summary.NotJudged);
    }
}
