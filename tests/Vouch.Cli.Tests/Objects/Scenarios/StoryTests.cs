using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Text.Json;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Objects.Scenarios;

/// <summary>What <c>vouch check</c> tells of the scenarios that Linux 7.3 rejects for the life of an object.</summary>
public class StoryTests
{
    private static readonly ConcurrentDictionary<string, JsonDocument> Reports = new(StringComparer.Ordinal);

    public static TheoryData<string> Told() => [.. ScenarioTable.Scenarios.Values.Where(s => s.Story is not null).Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Told))]
    public void A_story_names_what_made_the_object_what_ended_it_and_where_it_goes_wrong(string scenario)
    {
        Scenario expected = ScenarioTable.Scenarios[scenario];
        JsonElement story = Reports.GetOrAdd(expected.Object, Check).RootElement.GetProperty("programs").EnumerateArray()
            .Single(p => p.GetProperty("program").GetString() == expected.Program).GetProperty("story");
        int subject = story.TryGetProperty("subject", out JsonElement number) ? number.GetInt32() : -1;
        Assert.Equal(expected.Story, new ExpectedStory(
            story.GetProperty("rule").GetString()!,
            subject < 0 ? null : story.GetProperty("objects")[subject].GetProperty("instruction").GetInt32(),
            expected.Story!.Ended is null ? null : EndOf(story, subject),
            story.GetProperty("spans").EnumerateArray().Where(s => s.GetProperty("isError").GetBoolean()).Select(s => (int?)s.GetProperty("instruction").GetInt32())
                .LastOrDefault()));
        Assert.NotEqual(0, story.GetProperty("fixes").GetArrayLength());
    }

    [Fact]
    public void Every_object_that_is_leaked_has_a_story()
    {
        Assert.All(
            from scenario in ScenarioTable.Scenarios.Values
            let message = scenario.Expectations[("linux-7.3", "loop")].Message
            where message is not null && (message.StartsWith("Unreleased ", StringComparison.Ordinal) || message.StartsWith("Leaking ", StringComparison.Ordinal))
            select scenario,
            scenario => Assert.NotNull(scenario.Story));
    }

    private static int? EndOf(JsonElement story, int subject) => story.GetProperty("events").EnumerateArray()
        .Where(e => e.GetProperty("object").GetInt32() == subject
            && e.GetProperty("kind").GetString() is "released" or "endedWithParent" or "overwritten" or "invalidated" or "dropped" or "transferred")
        .Select(e => (int?)e.GetProperty("instruction").GetInt32()).FirstOrDefault();

    private static JsonDocument Check(string name)
    {
        var json = new StringWriter();
        VouchCommand.Run(["check", "--json", Repo.PathOf($"samples/objects/{name}.bpf.o")], new Terminal(json, TextWriter.Null));
        return JsonDocument.Parse(json.ToString());
    }
}
