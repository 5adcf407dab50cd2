using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vouch.Report.Expectations;

namespace Vouch.Report.Json;

/// <summary>The JSON form of a test run. Its fields are described in <c>docs/test.schema.json</c>; paths use forward slashes.</summary>
public sealed record TestDocument
{
    /// <summary>Name and version of the format. The number rises when a field changes its meaning or goes away.</summary>
    public const string SchemaName = "vouch.test/1";

    public string Schema { get; init; } = SchemaName;

    public required ToolEntry Tool { get; init; }

    public required KernelEntry Kernel { get; init; }

    public required IReadOnlyList<TestEntry> Tests { get; init; }

    /// <summary>Files that could not be read as BPF objects.</summary>
    public IReadOnlyList<FileFailureEntry> Failures { get; init; } = [];

    /// <summary>Writes the document, indented, with a line end at its end.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(JsonSerializer.Serialize(this, TestJson.Indented.TestDocument));
        writer.Write('\n');
    }
}

/// <summary>One test's row.</summary>
public sealed record TestEntry
{
    /// <summary>The object's path as it was given.</summary>
    public required string Object { get; init; }

    public required string Program { get; init; }

    /// <summary>Loaded by a user without capabilities, or with the few that its tags give.</summary>
    public required bool Unprivileged { get; init; }

    public string? Description { get; init; }

    /// <summary><c>pass</c>, <c>fail</c>, <c>skip</c>, <c>unknown</c> or <c>error</c> (a defect of Vouch).</summary>
    public required string Status { get; init; }

    /// <summary>Why it was skipped or is unknown.</summary>
    public string? Reason { get; init; }

    public required IReadOnlyList<TestFailure> Failures { get; init; }

    /// <summary>How many expectations of each kind were not judged.</summary>
    public required IReadOnlyDictionary<string, int> Unjudged { get; init; }

    /// <summary>Microseconds.</summary>
    public long Duration { get; init; }

    /// <summary>The row of a result.</summary>
    public static TestEntry Of(TestResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new TestEntry
        {
            Object = result.ObjectPath.Replace('\\', '/'),
            Program = result.ProgramName,
            Unprivileged = result.Mode == TestMode.Unprivileged,
            Description = result.Description,
            Status = result.Status switch
            {
                TestStatus.Passed => "pass",
                TestStatus.Failed => "fail",
                TestStatus.Skipped => "skip",
                TestStatus.Unknown => "unknown",
                _ => "error",
            },
            Reason = result.Reason.Length == 0 ? null : result.Reason,
            Failures = result.Failures,
            Unjudged = result.Unjudged.GroupBy(k => JsonNamingPolicy.CamelCase.ConvertName(k.ToString())).ToDictionary(g => g.Key, g => g.Count()),
            Duration = (long)result.Duration.TotalMicroseconds,
        };
    }
}

/// <summary>The generated serializer.</summary>
[JsonSerializable(typeof(TestDocument))]
internal sealed partial class TestJson : JsonSerializerContext
{
    public static TestJson Indented { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
