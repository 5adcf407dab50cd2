using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Cli.Tests.Repository;

namespace Vouch.Cli.Tests.Objects.Scenarios;

/// <summary>Reads <c>scenarios.txt</c>, whose head explains it.</summary>
internal static class ScenarioTable
{
    public static readonly string[] Models = ["linux-7.3", "v5", "legacy", "strict"];

    /// <summary>Designs that were tried and given up, of which only some scenarios say anything.</summary>
    public static readonly string[] GivenUp = ["shared-reference", "single-id"];

    public static readonly string[] CallbackRules = ["loop", "once"];

    private static readonly Regex ExpectationLine = new(@"^  (?<who>[a-z0-9. -]+?): (?<what>.+?)  -- (?<sources>.+)$");
    private static readonly Regex TreeLine = new(@"^  tree (?<who>[a-z0-9. -]+) (?<when>before|after) (?<at>\d+)$");

    private static readonly Regex StoryLine = new(@"^  story (?<rule>\S+)(?: made (?<made>\d+))?(?: ended (?<ended>\d+))?(?: wrong (?<wrong>\d+))?$");

    public static IReadOnlyDictionary<string, Scenario> Scenarios { get; } =
        Read(File.ReadAllLines(Repo.PathOf("tests/Vouch.Cli.Tests/Objects/Scenarios/scenarios.txt")));

    private static Dictionary<string, Scenario> Read(string[] lines)
    {
        Dictionary<string, Scenario> scenarios = new(StringComparer.Ordinal);
        Scenario? scenario = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.Length == 0 || line[0] == '#')
            {
                scenario = null;
            }
            else if (scenario is null)
            {
                string[] program = lines[++i].Split("  program ", 2)[1].Split(':');
                scenario = new Scenario(line, program[0], program[1]);
                scenarios.Add(line, scenario);
            }
            else if (TreeLine.Match(line) is { Success: true } tree)
            {
                List<string> drawing = [];
                while (i + 1 < lines.Length && lines[i + 1].StartsWith("    ", StringComparison.Ordinal))
                {
                    drawing.Add(lines[++i][4..]);
                }

                scenario.Trees.Add(new ExpectedTree(
                    tree.Groups["who"].Value.Split(' '), int.Parse(tree.Groups["at"].Value), tree.Groups["when"].Value == "after",
                    string.Join('\n', drawing)));
            }
            else if (StoryLine.Match(line) is { Success: true } story)
            {
                int? Number(string name) => story.Groups[name] is { Success: true } group ? int.Parse(group.Value) : null;
                scenario.Story = new ExpectedStory(story.Groups["rule"].Value, Number("made"), Number("ended"), Number("wrong"));
            }
            else
            {
                AddExpectation(scenario, line);
            }
        }

        return scenarios;
    }

    private static void AddExpectation(Scenario scenario, string line)
    {
        Match match = ExpectationLine.Match(line);
        if (!match.Success)
        {
            throw new FormatException($"scenarios.txt: '{line}' says nothing about {scenario.Name}");
        }

        string what = match.Groups["what"].Value;
        var expectation = new Expectation(what == "ok" ? null : what, match.Groups["sources"].Value.Split(", "));
        string[] who = match.Groups["who"].Value.Split(' '), rules = ["loop", "once"];
        string[] named = [.. who.Intersect(rules)];
        foreach (string model in who.Except(rules))
        {
            foreach (string rule in named.Length > 0 ? named : rules)
            {
                scenario.Expectations.Add((model, rule), expectation);
            }
        }
    }
}
