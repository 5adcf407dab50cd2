using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Cli.Tests.Repository;
using Vouch.Verifier;
using Xunit;

namespace Vouch.Cli.Tests.Objects.Scenarios;

/// <summary>
/// The scenarios against what kernels before 7.3 said of the same objects, in <c>samples/objects/earlier-kernels.tsv</c>: those of the legacy
/// object model, and one that follows callbacks once.
/// </summary>
public class EarlierKernelTests
{
    /// <summary>The objects that a line of the log names, in the words of the legacy model.</summary>
    private static readonly Regex ObjectWord = new(
        @"(?<![a-z_])(?:dynptr_[a-z]+|iter_[a-z]+|irq_flag|(?:tcp_|xdp_)?sock(?:_or_null)?|sock_common(?:_or_null)?|(?:rdonly_|ringbuf_)?mem(?:_or_null)?)\([^) ]*\)|refs=[\d,]+");

    private static readonly Regex StateLine = new(@"^(\d+: |from ).*$", RegexOptions.Multiline);

    private static readonly Observation[] Seen = [.. File.ReadLines(Repo.PathOf("samples/objects/earlier-kernels.tsv")).Skip(1).Select(Observation.Parse)];

    [Fact]
    public void The_table_says_of_the_legacy_model_what_these_kernels_say()
    {
        Assert.All(
            from scenario in ScenarioTable.Scenarios.Values
            from callbacks in ScenarioTable.CallbackRules
            let expectation = scenario.Expectations[("legacy", callbacks)]
            from kernel in expectation.Sources
            where callbacks == "once" ? kernel is "6.1" : kernel is "6.18" or "6.19"
            select (Expected: expectation.Message ?? "", Seen: Seen.Single(s => s.Kernel == kernel && s.Object == scenario.Object && s.Program == scenario.Program)),
            row => Assert.Equal(row.Expected, row.Seen.Message));
    }

    [Fact]
    public void A_callback_followed_once_is_judged_as_by_a_kernel_that_does_so()
    {
        // That kernel looks at the frame that releases or leaks, not at the callback around it, and lets slices of overwritten dynptrs live.
        string[] otherwise = ["B14 leak", "B12"];
        Assert.All(
            ScenarioTable.Scenarios.Values.Where(s => s.Object == "callbacks"),
            scenario => Assert.Equal(
                (scenario.Expectations[("legacy", "once")].Message is null) ^ otherwise.Contains(scenario.Name),
                Seen.Single(s => s.Kernel == "6.1" && s.Program == scenario.Program).IsAccepted));
    }

    [Fact]
    public void The_log_of_the_legacy_model_names_objects_as_these_kernels_do()
    {
        // Linux 6.18 numbers scalars otherwise, so the iterator of this one has another id.
        Assert.All(Seen.Where(s => s.Objects is not null && s.Program != "one_path_forgets_the_iterator"), seen =>
        {
            VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.All, LogSize = 1 << 20 } };
            string log = ScenarioRun.Verify(seen.Object, seen.Program, "legacy", "loop", options).Log;
            // These kernels also show registers that are not used any more.
            HashSet<string> ours = [.. StateLine.Matches(log).SelectMany(line => ObjectWord.Matches(line.Value)).Select(word => word.Value)];
            Assert.Subset(seen.Objects!, ours);
        });
    }

    /// <param name="Kernel">Its first two numbers.</param>
    /// <param name="Objects">What its log calls the objects; null where that was not kept.</param>
    private sealed record Observation(string Kernel, string Object, string Program, bool IsAccepted, string Message, HashSet<string>? Objects)
    {
        public static Observation Parse(string line)
        {
            string[] cells = line.Split('\t');
            string kernel = cells[0][..cells[0].LastIndexOf('.')];
            return new Observation(
                kernel, cells[1], cells[2], cells[3] == "success", cells[4],
                kernel == "6.1" || cells[5] == "-" ? null : [.. cells[5].Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        }
    }
}
