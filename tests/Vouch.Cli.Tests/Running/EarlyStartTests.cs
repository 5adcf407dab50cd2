using System.Collections.Generic;
using Vouch.Cli.Running;
using Vouch.Report;
using Xunit;

namespace Vouch.Cli.Tests.Running;

public class EarlyStartTests
{
    [Fact]
    public void The_samples_for_an_early_start_are_gone_through_to_their_end()
    {
        List<ProgramReport> reports = [];
        EarlyStart.Run(reports.Add);
        Assert.NotEmpty(reports);
        Assert.All(reports, report => Assert.Equal(Outcome.Accepted, report.Outcome));
    }

    [Theory]
    [InlineData(true, 2, null, "prog.bpf.o")]
    [InlineData(true, 2, null, "check", "prog.bpf.o")]
    [InlineData(true, 8, "1", "-o", "csv", "prog.bpf.o")]
    [InlineData(false, 1, null, "check", "prog.bpf.o")]
    [InlineData(false, 2, "0", "check", "prog.bpf.o")]
    [InlineData(false, 2, null)]
    [InlineData(false, 2, null, "--help")]
    [InlineData(false, 2, null, "inspect", "prog.bpf.o")]
    [InlineData(false, 2, null, "kernels", "list")]
    public void It_begins_where_something_may_be_verified_on_another_processor(
        bool expected, int processors, string? setting, params string[] arguments) =>
        Assert.Equal(expected, EarlyStart.IsWanted(arguments, processors, setting));
}
