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
}
