using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Vouch.Cli.Tests.Repository;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Cli.Tests.Story;

public class StoryJsonTests
{
    private static readonly JsonElement Schema =
        JsonDocument.Parse(File.ReadAllText(Repo.PathOf("docs/result.schema.json"))).RootElement;

    [Theory]
    [InlineData("check", "bad_objects.bpf.o")]
    [InlineData("check", "escapes.bpf.o")]
    [InlineData("explain", "owned_objects.bpf.o:read_own_file")]
    [InlineData("explain", "owned_objects.bpf.o:read_own_file", "--at", "17")]
    public void What_is_written_is_valid_by_the_schema(string command, params string[] arguments)
    {
        JsonElement document = Json([command, "--json", Repo.PathOf("samples/" + arguments[0]), .. arguments[1..]]);
        Assert.Empty(Violations(document, Schema, "$"));
    }

    [Fact]
    public void A_story_carries_objects_events_and_spans_that_refer_to_each_other()
    {
        JsonElement story = Json(["explain", "--json", Repo.PathOf("samples/bad_objects.bpf.o:reads_a_slice_of_a_submitted_record")])
            .GetProperty("programs")[0].GetProperty("story");
        JsonElement[] objects = [.. story.GetProperty("objects").EnumerateArray()];
        Assert.Equal("VCH-LIFE-002", story.GetProperty("rule").GetString());
        Assert.Equal("slice", objects[story.GetProperty("subject").GetInt32()].GetProperty("name").GetString());
        Assert.Equal(1, objects[2].GetProperty("parent").GetInt32());
        Assert.Contains(
            story.GetProperty("events").EnumerateArray(),
            e => e.GetProperty("kind").GetString() == "endedWithParent" && e.GetProperty("object").GetInt32() == 2);
        Assert.Single(story.GetProperty("spans").EnumerateArray(), s => s.GetProperty("isError").GetBoolean());
    }

    [Fact]
    public void The_schema_names_every_kind_of_event()
    {
        IEnumerable<string?> named = Schema.GetProperty("$defs").GetProperty("story").GetProperty("properties").GetProperty("events")
            .GetProperty("items").GetProperty("properties").GetProperty("kind").GetProperty("enum").EnumerateArray().Select(k => k.GetString());
        Assert.Equal(Enum.GetNames<LifetimeEventKind>().Select(JsonNamingPolicy.CamelCase.ConvertName).Order(), named.Order());
    }

    private static JsonElement Json(string[] arguments) => JsonDocument.Parse(StoryTests.Run(arguments)).RootElement;

    /// <summary>The part of JSON Schema that the document's schema uses.</summary>
    private static IEnumerable<string> Violations(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = Schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
        }

        if (schema.TryGetProperty("enum", out JsonElement values) && values.EnumerateArray().All(v => v.ToString() != value.ToString()))
        {
            return [$"{path}: {value} is none of {values}"];
        }

        if (schema.TryGetProperty("type", out JsonElement type) && type.GetString() != TypeOf(value))
        {
            return [$"{path} is no {type}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Violations(item, schema.GetProperty("items"), $"{path}[{i}]")),
            JsonValueKind.Object => OfObject(value, schema, path),
            _ => [],
        };
    }

    private static IEnumerable<string> OfObject(JsonElement value, JsonElement schema, string path)
    {
        JsonElement properties = schema.GetProperty("properties");
        IEnumerable<string> missing = schema.TryGetProperty("required", out JsonElement required)
            ? required.EnumerateArray().Select(r => r.GetString()!).Where(name => !value.TryGetProperty(name, out _)).Select(n => $"{path}.{n} is missing")
            : [];
        return missing.Concat(value.EnumerateObject().SelectMany(p => properties.TryGetProperty(p.Name, out JsonElement part)
            ? Violations(p.Value, part, $"{path}.{p.Name}")
            : [$"{path}.{p.Name} is not in the schema"]));
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        JsonValueKind.Number => "integer",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "string",
    };
}
