using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Cli.Tests.Objects.Scenarios;
using Vouch.Verifier;
using Xunit;

namespace Vouch.Cli.Tests.Objects;

/// <summary>
/// Where the proposed series (v5) and Linux 7.3 differ: only in casts of owned pointers. The proposal gives each cast an id of its own under
/// an anchor that they share; the kernel lets them share one id and follows the path on which the cast is null apart.
/// </summary>
public class ProposedSeriesTests
{
    [Fact]
    public void A_cast_has_the_id_of_its_source_in_the_kernel_and_one_of_its_own_in_the_proposal()
    {
        Assert.Equal("R0=sock(id=2) refs=2", StateAfter("releases_through_the_cast", 16, "linux-7.3"));
        Assert.Equal("R0=sock_or_null(id=4,parent_id=3) refs=3", StateAfter("releases_through_the_cast", 16, "v5"));
    }

    [Fact]
    public void The_first_cast_puts_its_source_under_the_anchor_in_the_proposal()
    {
        Assert.Contains("from 16 to 17: R0=0 R6=sock(id=2) R10=fp0 refs=2", Log("releases_through_the_cast", "linux-7.3"), StringComparison.Ordinal);
        Assert.Contains("from 17 to 23: R6=sock(id=2,parent_id=3) R10=fp0 refs=3", Log("releases_through_the_cast", "v5"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_kernel_follows_the_path_on_which_the_cast_is_null_from_the_cast_on()
    {
        // Both casts of a chain: one path each in the kernel; in the proposal the null checks behind the casts part the paths.
        Assert.Equal([16, 21], PathsFrom("releases_through_a_cast_of_a_cast", "linux-7.3").Intersect([16, 21]));
        Assert.Empty(PathsFrom("releases_through_a_cast_of_a_cast", "v5").Intersect([16, 21]));
        Assert.Equal([19, 23], PathsFrom("releases_through_a_cast_of_a_cast", "v5").Intersect([19, 23]));
    }

    [Fact]
    public void A_first_cast_takes_two_ids_in_the_proposal_and_a_later_one_takes_one()
    {
        // The kernel takes one id for each cast and drops it.
        Assert.Equal("R0=tcp_sock(id=2) refs=2", StateAfter("releases_through_a_cast_of_a_cast", 21, "linux-7.3"));
        Assert.Equal("R0=sock_or_null(id=4,parent_id=3) refs=3", StateAfter("releases_through_a_cast_of_a_cast", 16, "v5"));
        Assert.Equal("R0=tcp_sock_or_null(id=5,parent_id=3) refs=3", StateAfter("releases_through_a_cast_of_a_cast", 21, "v5"));
    }

    [Fact]
    public void An_unchecked_cast_is_a_null_path_in_the_kernel_and_a_nullable_pointer_in_the_proposal()
    {
        Assert.Equal("R0 invalid mem access 'scalar'", Message("checks_one_cast_and_reads_the_other", "linux-7.3"));
        Assert.Equal("R0 invalid mem access 'tcp_sock_or_null'", Message("checks_one_cast_and_reads_the_other", "v5"));
    }

    [Fact]
    public void Without_casts_of_owned_pointers_the_logs_are_the_same()
    {
        IEnumerable<Scenario> others = ScenarioTable.Scenarios.Values.Where(s => s.Object != "socket_casts");
        Assert.All(others, s => Assert.Equal(Trace(s.Object, s.Program, "linux-7.3"), Trace(s.Object, s.Program, "v5")));
    }

    private static string Log(string program, string model) => Trace("socket_casts", program, model);

    private static string Trace(string file, string program, string model)
    {
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.All, LogSize = 1 << 20 } };
        return ScenarioRun.Verify(file, program, model, "loop", options).Log;
    }

    /// <summary>What the log says of the state behind an instruction when it is first followed.</summary>
    private static string StateAfter(string program, int instruction, string model) =>
        Regex.Match(Log(program, model), $@"^{instruction}: \(.*; (.*)$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>The instructions at which the log goes on with a path that was put off.</summary>
    private static IEnumerable<int> PathsFrom(string program, string model) =>
        Regex.Matches(Log(program, model), @"^from (\d+) to ", RegexOptions.Multiline).Select(m => int.Parse(m.Groups[1].Value)).Order();

    private static string Message(string program, string model) =>
        ScenarioRun.Verify("socket_casts", program, model, "loop", new VerifierOptions()).Message;
}
