using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Kernel.Releases;
using Vouch.Kernel.Rules;
using Vouch.Verifier;

namespace Vouch.Report.Json;

/// <summary>The JSON form of a run. Its fields are described in <c>docs/result.schema.json</c>; paths use forward slashes.</summary>
public sealed record ResultDocument
{
    /// <summary>Name and version of the format. The number rises when a field changes its meaning or goes away.</summary>
    public const string SchemaName = "vouch.result/1";

    public string Schema { get; init; } = SchemaName;

    public required ToolEntry Tool { get; init; }

    public required KernelEntry Kernel { get; init; }

    public required IReadOnlyList<ProgramEntry> Programs { get; init; }

    /// <summary>Files that could not be read as BPF objects.</summary>
    public IReadOnlyList<FileFailureEntry> Failures { get; init; } = [];

    /// <summary>Files that were not verified, or not wholly, before the run was interrupted; null when it was not.</summary>
    public IReadOnlyList<string>? NotDone { get; init; }

    /// <summary>Writes the document, indented, with a line end at its end.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(JsonSerializer.Serialize(this, ResultJson.Indented.ResultDocument));
        writer.Write('\n');
    }
}

/// <summary>The program that wrote the document.</summary>
public sealed record ToolEntry(string Name, string Version);

/// <summary>The kernel that was asked about.</summary>
public sealed record KernelEntry(string Id, string Version)
{
    /// <summary>The object model that was put in place of the kernel's own; null for its own.</summary>
    public string? ObjectModel { get; init; }

    /// <summary>The rule for callbacks that was put in place of the kernel's own; null for its own.</summary>
    public string? CallbackModel { get; init; }

    /// <summary>True when the kernel's rules are not complete, so that answers may be wrong.</summary>
    public bool? Preview { get; init; }

    /// <summary>A kernel and what was changed about it.</summary>
    public static KernelEntry Of(KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        KernelRules own = kernel.Release.Rules;
        return new KernelEntry(kernel.Name, kernel.Release.Version.ToString())
        {
            Preview = kernel.Release.Fidelity == Fidelity.Exact ? null : true,
            ObjectModel = kernel.Rules.Objects == own.Objects ? null : ModelNames.Of(kernel.Rules.Objects).Name,
            CallbackModel = kernel.Rules.Callbacks == own.Callbacks ? null : ModelNames.Of(kernel.Rules.Callbacks).Name,
        };
    }
}

/// <summary>A file that is not a readable BPF object.</summary>
public sealed record FileFailureEntry(string Path, string Message);

/// <summary>One program's row.</summary>
public sealed record ProgramEntry
{
    /// <summary>The object's path as it was given.</summary>
    public required string Object { get; init; }

    public required string Program { get; init; }

    public required string Section { get; init; }

    public required string Type { get; init; }

    public required string Attach { get; init; }

    /// <summary><c>accept</c>, <c>reject</c>, or <c>unknown</c> when the program needs something that is not modelled.</summary>
    public required string Verdict { get; init; }

    /// <summary>The step that decided: <c>elf</c>, <c>btf</c>, <c>extern</c>, <c>core</c>, <c>map</c>, <c>attach</c> or <c>verify</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>The kernel's error number of a rejection by the verifier, as a positive number; null otherwise.</summary>
    public int? Errno { get; init; }

    public string? Message { get; init; }

    /// <summary>The rule that a rejected program breaks; null otherwise.</summary>
    public RuleReference? Rule { get; init; }

    /// <summary>What it breaks the rule with; null where that has no name.</summary>
    public SubjectEntry? Subject { get; init; }

    /// <summary>The limit that an unknown program exceeded, <c>time</c> or <c>memory</c>; null where none was.</summary>
    public string? Exceeded { get; init; }

    /// <summary>True when a defect of Vouch stopped the verification.</summary>
    public bool InternalError { get; init; }

    public LocationEntry? Location { get; init; }

    /// <summary>What the strict object model rejects in an accepted program; null otherwise.</summary>
    public WarningEntry? Warning { get; init; }

    public StatisticsEntry? Statistics { get; init; }

    /// <summary>The story of a rejection or warning that has to do with the life of an object, or of the path asked for; null otherwise.</summary>
    public StoryEntry? Story { get; init; }

    /// <summary>The visits of the instruction asked for; null otherwise.</summary>
    public IReadOnlyList<VisitEntry>? Visits { get; init; }

    /// <summary>The row of a report.</summary>
    public static ProgramEntry Of(ProgramReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ProgramEntry
        {
            Object = report.ObjectPath.Replace('\\', '/'),
            Program = report.ProgramName,
            Section = report.SectionName,
            Type = report.ProgramType.UapiName(),
            Attach = report.AttachType.UapiName(),
            Verdict = report.Outcome switch
            {
                Outcome.Accepted => "accept",
                Outcome.Rejected or Outcome.NotPrepared => "reject",
                _ => "unknown",
            },
            Stage = report.Stage,
            Errno = report is { Outcome: Outcome.Rejected, Verification: { } result } ? (int)result.Errno : null,
            Message = report.Message.Length == 0 ? null : report.Message,
            Rule = RuleReference.Of(report.Verification?.Rejection),
            Subject = SubjectEntry.Of(report.Verification?.Rejection),
            Exceeded = report.GivenUp switch { GivenUp.Time => "time", GivenUp.Memory => "memory", _ => null },
            InternalError = report.Outcome == Outcome.InternalError,
            Location = report.Outcome == Outcome.Accepted ? null : LocationEntry.Of(report.Place),
            Warning = report.Warning is { } warning ? new WarningEntry(warning.Message, LocationEntry.Of(warning.Place)) : null,
            Story = StoryEntry.Of(report.Story),
            Visits = report.Verification?.Trace is { Visits.IsEmpty: false } trace ? [.. trace.Visits.Select(VisitEntry.Of)] : null,
            Statistics = report.Verification is { } verification ? StatisticsEntry.Of(report, verification.Statistics) : null,
        };
    }
}

/// <summary>Where in the source the deciding instruction comes from.</summary>
public sealed record LocationEntry(string File, int Line, int Column, int Instruction, string Text)
{
    /// <summary>The entry of a place; null for none.</summary>
    public static LocationEntry? Of(SourcePlace? place) =>
        place is null ? null : new LocationEntry(place.File, place.Line, place.Column, place.Instruction, place.Text);
}

/// <summary>A use after an object ended that the kernel lets pass, in the strict model's words, and where it stands.</summary>
public sealed record WarningEntry(string Message, LocationEntry? Location);

/// <summary>The counters of a verification.</summary>
public sealed record StatisticsEntry
{
    /// <summary>Microseconds.</summary>
    public long Duration { get; init; }

    public int ProgramSize { get; init; }

    public int TotalInstructions { get; init; }

    public int TotalStates { get; init; }

    public int PeakStates { get; init; }

    public int MaxStatesPerInstruction { get; init; }

    /// <summary>Bytes.</summary>
    public int MaxStackDepth { get; init; }

    /// <summary>The counters of a report.</summary>
    public static StatisticsEntry Of(ProgramReport report, VerificationStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(statistics);
        return new StatisticsEntry
        {
            Duration = report.DurationMicroseconds,
            ProgramSize = report.ProgramSize,
            TotalInstructions = statistics.ProcessedInstructions,
            TotalStates = statistics.TotalStates,
            PeakStates = statistics.PeakStates,
            MaxStatesPerInstruction = statistics.MaxStatesPerInstruction,
            MaxStackDepth = statistics.MaxStackDepth,
        };
    }
}

/// <summary>The generated serializer. Quotes and angle brackets of messages stay readable: the document is not embedded in a page.</summary>
[JsonSerializable(typeof(ResultDocument))]
[JsonSerializable(typeof(ResultLine))]
[JsonSerializable(typeof(KernelList))]
[JsonSerializable(typeof(ObjectDocument))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    /// <summary>For documents that people read, too.</summary>
    public static ResultJson Indented { get; } = new(OptionsOf(isIndented: true));

    /// <summary>A document a line.</summary>
    public static ResultJson Compact { get; } = new(OptionsOf(isIndented: false));

    private static JsonSerializerOptions OptionsOf(bool isIndented) => new()
    {
        WriteIndented = isIndented,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
