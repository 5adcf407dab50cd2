using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Vouch.Cli.Tests.Repository;
using Vouch.Cli.Tests.Stat;
using Vouch.Report;
using Vouch.Kernel.Rules;
using Vouch.Report.Json;
using Vouch.Report.Story;
using Vouch.Verifier;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Cli.Tests.Json;

public class ResultDocumentTests
{
    private static readonly ProgramReport FullReport = Reports.Rejected("a.bpf.o", "main") with
    {
        Message = "R1 <b> 'x'",
        GivenUp = GivenUp.Time,
        Place = new SourcePlace(3, "a.c", 7, 2, "return x;"),
        Warning = new SafetyWarning("R2 invalid", new SourcePlace(4, "a.c", 8, 1, "*x = 1;")),
        Story = FullStory,
        Verification = Reports.Rejected("a.bpf.o", "main").Verification! with
        {
            Rejection = new Rejection(Rule.GlobalFunctionTypes, Subject.Subprogram(2).Named("helper")),
            Trace = new LifetimeTrace { Visits = [new InstructionVisit(1, ObjectTree.Empty, ObjectTree.Empty)] },
        },
    };

    private static LifetimeStory FullStory
    {
        get
        {
            var line = new SourceLine("a.c", 7, "p->x = 1;", 0, 1);
            return new LifetimeStory
            {
                Rule = "VCH-LIFE-002",
                Headline = "used after its end",
                Objects = [new StoryObject("A", 0, 0, "p", "slice", "by f")],
                Columns = [0],
                Subject = 0,
                Spans = [new StorySpan(0, 1, "exit", line, "A ends", IsError: true)],
                Tree = new StoryTree(1, "slice 1 r0"),
                Branches = [new StoryBranch(1, line, 3, IsTaken: true)],
                Notes = ["a note"],
                Why = "because",
                Fixes = ["do not"],
                Trace = new LifetimeTrace
                {
                    Steps = [new TracedStep(1, 0, ObjectTree.Empty)],
                    Objects = [new TracedObject(1, "slice", -1, true, 0, null)],
                    Events = [new LifetimeEvent(0, LifetimeEventKind.Moved, 0, Place: new ObjectPlace(PlaceKind.Register, 0, 6))],
                },
            };
        }
    }

    private static JsonElement Written()
    {
        var writer = new StringWriter();
        new ResultDocument
        {
            Tool = new ToolEntry("vouch", "1.2.3"),
            Kernel = new KernelEntry("linux-7.3", "7.3.4") { Preview = true, ObjectModel = "legacy", CallbackModel = "once" },
            Programs = [ProgramEntry.Of(FullReport)],
            Failures = [new FileFailureEntry("b.o", "broken")],
            NotDone = ["c.o"],
        }.Write(writer);
        return JsonDocument.Parse(writer.ToString()).RootElement;
    }

    [Fact]
    public void A_document_has_exactly_the_fields_of_the_schema()
    {
        JsonElement schema = JsonDocument.Parse(File.ReadAllText(Repo.PathOf("docs/result.schema.json"))).RootElement;
        Assert.Empty(Differences(Written(), schema, schema, "$"));
    }

    [Fact]
    public void A_rejection_carries_reason_place_and_counters()
    {
        JsonElement program = Written().GetProperty("programs")[0];
        Assert.Equal("reject", program.GetProperty("verdict").GetString());
        Assert.Equal(13, program.GetProperty("errno").GetInt32());
        Assert.Equal("R1 <b> 'x'", program.GetProperty("message").GetString());
        Assert.Equal(7, program.GetProperty("location").GetProperty("line").GetInt32());
        Assert.Equal(10, program.GetProperty("statistics").GetProperty("totalInstructions").GetInt32());
    }

    [Fact]
    public void A_rejection_names_its_rule_and_what_it_is_about()
    {
        JsonElement program = Written().GetProperty("programs")[0];
        Assert.Equal("VCH-FUN-003", program.GetProperty("rule").GetProperty("id").GetString());
        Assert.Equal("functions", program.GetProperty("rule").GetProperty("category").GetString());
        Assert.Equal("subprogram", program.GetProperty("subject").GetProperty("kind").GetString());
        Assert.Equal(2, program.GetProperty("subject").GetProperty("number").GetInt32());
        Assert.Equal("helper", program.GetProperty("subject").GetProperty("name").GetString());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_schema_takes_every_rule_and_every_kind_of_subject(Rule rule)
    {
        JsonElement properties = JsonDocument.Parse(File.ReadAllText(Repo.PathOf("docs/result.schema.json"))).RootElement
            .GetProperty("$defs").GetProperty("program").GetProperty("properties");
        string pattern = properties.GetProperty("rule").GetProperty("properties").GetProperty("id").GetProperty("pattern").GetString()!;
        Assert.Matches(pattern, RuleReference.Of(new Rejection(rule, default))!.Id);
        Assert.Equal(
            Enum.GetNames<SubjectKind>().Skip(1).Select(JsonNamingPolicy.CamelCase.ConvertName),
            properties.GetProperty("subject").GetProperty("properties").GetProperty("kind").GetProperty("enum").EnumerateArray().Select(k => k.GetString()));
    }

    public static TheoryData<Rule> Rules() => [.. RuleCatalogue.All.Select(e => e.Rule)];

    [Theory]
    [InlineData(Outcome.Accepted, "accept")]
    [InlineData(Outcome.NotPrepared, "reject")]
    [InlineData(Outcome.NotSupported, "unknown")]
    [InlineData(Outcome.InternalError, "unknown")]
    public void Every_outcome_has_one_of_three_verdicts(Outcome outcome, string verdict)
    {
        Assert.Equal(verdict, ProgramEntry.Of(FullReport with { Outcome = outcome }).Verdict);
    }

    /// <summary>Objects are walked side by side with the part of the schema that describes them.</summary>
    private static IEnumerable<string> Differences(JsonElement value, JsonElement schema, JsonElement root, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            JsonElement items = schema.GetProperty("items");
            return value.EnumerateArray().SelectMany(item => Differences(item, items, root, path + "[]"));
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        JsonElement properties = schema.GetProperty("properties");
        IEnumerable<string> undescribed = value.EnumerateObject().Select(p => p.Name).Except(properties.EnumerateObject().Select(p => p.Name));
        IEnumerable<string> missing = properties.EnumerateObject().Select(p => p.Name).Except(value.EnumerateObject().Select(p => p.Name));
        return undescribed.Select(n => $"{path}.{n} is not in the schema")
            .Concat(missing.Select(n => $"{path}.{n} is missing"))
            .Concat(value.EnumerateObject()
                .Where(p => properties.TryGetProperty(p.Name, out JsonElement _))
                .SelectMany(p => Differences(p.Value, properties.GetProperty(p.Name), root, path + "." + p.Name)));
    }
}
