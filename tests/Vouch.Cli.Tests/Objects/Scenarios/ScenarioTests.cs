using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Cli.Tests.Repository;
using Vouch.Report.Story;
using Vouch.Verifier;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Cli.Tests.Objects.Scenarios;

/// <summary>Every scenario of how objects hang together, under every object model and both rules for callbacks.</summary>
public class ScenarioTests
{
    public static TheoryData<string, string, string> Cases()
    {
        TheoryData<string, string, string> cases = [];
        foreach (string scenario in ScenarioTable.Scenarios.Keys)
        {
            foreach (string model in ScenarioTable.Models)
            {
                foreach (string callbacks in ScenarioTable.CallbackRules)
                {
                    cases.Add(scenario, model, callbacks);
                }
            }
        }

        foreach (Scenario scenario in ScenarioTable.Scenarios.Values)
        {
            foreach ((string model, string callbacks) in scenario.Expectations.Keys.Where(key => ScenarioTable.GivenUp.Contains(key.Model)))
            {
                cases.Add(scenario.Name, model, callbacks);
            }
        }

        return cases;
    }

    public static TheoryData<string, string, string, int> Trees()
    {
        TheoryData<string, string, string, int> cases = [];
        foreach (Scenario scenario in ScenarioTable.Scenarios.Values)
        {
            foreach ((int index, ExpectedTree tree) in scenario.Trees.Index())
            {
                foreach (string model in tree.Models)
                {
                    cases.Add(scenario.Name, model, $"{(tree.IsAfter ? "after" : "before")} {tree.Instruction}", index);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_scenario_ends_as_expected(string scenario, string model, string callbacks)
    {
        Scenario expected = ScenarioTable.Scenarios[scenario];
        Expectation expectation = expected.Expectations[(model, callbacks)];
        VerificationResult result = Verify(expected, model, callbacks, new VerifierOptions());
        Assert.Equal(expectation.Message is null ? Verdict.Accepted : Verdict.Rejected, result.Verdict);
        Assert.Equal(expectation.Message ?? "", FirstLine(result.Message));
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void A_figure_is_drawn(string scenario, string model, string when, int index)
    {
        Scenario expected = ScenarioTable.Scenarios[scenario];
        ExpectedTree tree = expected.Trees[index];
        VerifierOptions options = new() { Recording = new Recording { Instruction = tree.Instruction } };
        LifetimeTrace trace = Verify(expected, model, "loop", options).Trace!;
        string[] drawn = [.. trace.Visits.Select(v => tree.IsAfter ? v.After : v.Before).OfType<ObjectTree>().Select(t => ObjectTreeText.Draw(t).TrimEnd()).Distinct()];
        Assert.True(drawn.Contains(tree.Text), $"{when} under {model}:\n{string.Join("\nor\n", drawn)}");
    }

    [Fact]
    public void The_table_says_of_linux_7_3_what_its_log_says()
    {
        Assert.All(ScenarioTable.Scenarios.Values, scenario =>
        {
            string text = File.ReadAllText(Repo.PathOf($"samples/objects/{scenario.Object}.log"));
            string log = text.Split("PROCESSING ").Single(part => part.StartsWith($"{scenario.Object}.bpf.o/{scenario.Program},", StringComparison.Ordinal));
            Expectation expectation = scenario.Expectations[("linux-7.3", "loop")];
            Assert.Equal(["7.3"], expectation.Sources.Take(1));
            Assert.Contains(expectation.Message is null ? ", VERDICT: success," : ", VERDICT: failure,", log, StringComparison.Ordinal);
            // A log goes on after the message with an explanation in the kernel's own words, and may have notes before it.
            Assert.Contains(expectation.Message ?? "processed ", log, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_number_of_the_scenarios_is_there()
    {
        (string Letter, int Count)[] groups = [("C", 10), ("D", 40), ("P", 26), ("I", 12), ("B", 14), ("G", 3)];
        Assert.All(
            from g in groups from number in Enumerable.Range(1, g.Count) select $"{g.Letter}{number}",
            number => Assert.Contains(ScenarioTable.Scenarios.Keys, name => name.Split(' ')[0] == number));
    }

    [Fact]
    public void The_models_differ_only_where_they_must()
    {
        // The proposed series accepts the same programs, and strictness refuses the kernel's gaps. The legacy model lets no owning dynptr be
        // overwritten, whatever clones it has, and does not see when a loop over a lent dynptr repeats itself.
        Assert.Empty(AcceptedBy("linux-7.3").Except(AcceptedBy("v5")));
        Assert.Empty(AcceptedBy("v5").Except(AcceptedBy("linux-7.3")));
        Assert.Empty(AcceptedBy("strict").Except(AcceptedBy("linux-7.3")));
        Assert.Equal(["G1", "G2 clone", "G2 slice"], AcceptedBy("linux-7.3").Except(AcceptedBy("strict")).Order(StringComparer.Ordinal));
        Assert.Equal(["D10", "D7", "D9 slice of the clone", "G2 slice"], AcceptedBy("linux-7.3").Except(AcceptedBy("legacy")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_first_design_given_up_loses_what_a_dynptr_that_owns_something_was_made_from()
    {
        Assert.Equal(["C2 obligation and link at once", "C9 put the file first", "C9 put the file in a callee"], WronglyAccepted("shared-reference", "file_dynptrs"));
        Assert.Empty(WronglyAccepted("shared-reference", "socket_casts"));
    }

    [Fact]
    public void The_second_design_given_up_takes_a_null_cast_for_a_null_source()
    {
        Assert.Equal(["C5 the cast is null, the socket forgotten"], WronglyAccepted("single-id", "socket_casts"));
        Assert.Empty(WronglyAccepted("single-id", "file_dynptrs"));
        Assert.NotNull(ScenarioTable.Scenarios["C5 figure"].Expectations[("single-id", "loop")].Message);
    }

    [Fact]
    public void Both_designs_given_up_end_what_was_made_from_a_packet()
    {
        string[] figures = ["C1 slice", "C1 slice of the clone", "C1 dynptr", "C1 clone", "C1 dynptr made in a callee", "C1 packet freed in a callee"];
        Assert.All(
            from model in ScenarioTable.GivenUp from figure in figures select (model, figure),
            row => Assert.NotNull(ScenarioTable.Scenarios[row.figure].Expectations[(row.model, "loop")].Message));
    }

    private static IEnumerable<string> WronglyAccepted(string model, string file) =>
        from scenario in ScenarioTable.Scenarios.Values
        where scenario.Object == file && scenario.Expectations[("linux-7.3", "loop")].Message is not null
            && scenario.Expectations.TryGetValue((model, "loop"), out Expectation? expectation) && expectation.Message is null
        orderby scenario.Name
        select scenario.Name;

    private static IEnumerable<string> AcceptedBy(string model) =>
        ScenarioTable.Scenarios.Values.Where(s => s.Expectations[(model, "loop")].Message is null).Select(s => s.Name);

    private static VerificationResult Verify(Scenario scenario, string model, string callbacks, VerifierOptions options) =>
        ScenarioRun.Verify(scenario.Object, scenario.Program, model, callbacks, options);

    private static string FirstLine(string message) => message.Split('\n')[0];
}
