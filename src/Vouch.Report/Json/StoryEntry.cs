using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Vouch.Report.Story;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Json;

/// <summary>The story of a path: the objects concerned, what happened to them, and what went wrong.</summary>
public sealed record StoryEntry
{
    /// <summary>The rule broken; null for a path on which nothing went wrong with an object.</summary>
    public string? Rule { get; init; }

    public string? Headline { get; init; }

    /// <summary>Position in <see cref="Objects"/> of the object that the story is about; null for none.</summary>
    public int? Subject { get; init; }

    public required IReadOnlyList<ObjectEntry> Objects { get; init; }

    public required IReadOnlyList<EventEntry> Events { get; init; }

    public required IReadOnlyList<SpanEntry> Spans { get; init; }

    public TreeEntry? Tree { get; init; }

    public required IReadOnlyList<BranchEntry> Branches { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public string? Why { get; init; }

    public required IReadOnlyList<string> Fixes { get; init; }

    /// <summary>The entry of a story; null for none.</summary>
    public static StoryEntry? Of(LifetimeStory? story)
    {
        if (story is null)
        {
            return null;
        }

        Dictionary<int, int> positions = story.Objects.Index().ToDictionary(o => o.Item.Index, o => o.Index);
        return new StoryEntry
        {
            Rule = NullIfEmpty(story.Rule),
            Headline = NullIfEmpty(story.Headline),
            Subject = story.Subject < 0 ? null : story.Subject,
            Objects = [.. story.Objects.Select(o => ObjectEntry.Of(o, story.Trace))],
            Events = [.. story.Trace.Events.Where(e => positions.ContainsKey(e.Object)).Select(e => EventEntry.Of(e, story.Trace, positions))],
            Spans = [.. story.Spans.Select(s => new SpanEntry(s.Instruction, s.Text, s.Label, s.IsError, LocationOf(s.Instruction, s.Line)))],
            Tree = story.Tree is { } tree ? new TreeEntry(tree.Instruction, tree.Drawing.Split('\n')) : null,
            Branches = [.. story.Branches.Select(b => new BranchEntry(b.Instruction, b.Target, b.IsTaken, LocationOf(b.Instruction, b.Line)))],
            Notes = story.Notes,
            Why = NullIfEmpty(story.Why),
            Fixes = story.Fixes,
        };
    }

    private static LocationEntry? LocationOf(int instruction, SourceLine? line) =>
        line is null ? null : new LocationEntry(line.File, line.Line, line.Column < 0 ? 0 : line.Column + line.Indent + 1, instruction, line.Text);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>An object of a story.</summary>
/// <param name="Letter">What the story's texts call it.</param>
/// <param name="Id">The verifier's id.</param>
/// <param name="Parent">Position of what it was derived from; null for none.</param>
/// <param name="Kind">What it is: sock, dynptr, slice, the name of a kernel struct ...</param>
/// <param name="Name">The variable that holds it, where the source tells.</param>
/// <param name="MustBeReleased">It was acquired, and must be given back.</param>
/// <param name="Instruction">What made it.</param>
public sealed record ObjectEntry(string Letter, uint Id, int? Parent, string Kind, string? Name, bool MustBeReleased, int Instruction)
{
    /// <summary>The entry of an object.</summary>
    public static ObjectEntry Of(StoryObject item, LifetimeTrace trace)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(trace);
        TracedObject traced = trace.Objects[item.Index];
        return new ObjectEntry(
            item.Letter, traced.Id, item.Parent < 0 ? null : item.Parent, traced.Kind, item.Name, traced.MustBeReleased,
            trace.Steps[traced.Birth].Instruction);
    }
}

/// <summary>Something that happened to an object.</summary>
/// <param name="Step">Position on the path, counted from 0.</param>
/// <param name="Instruction">The instruction there.</param>
/// <param name="Kind">What happened: acquired, derived, moved, released, endedWithParent ...</param>
/// <param name="Object">Position of the object.</param>
/// <param name="Place">Where it appeared or was moved to: r6, fp-16, f0:r6 for another frame than the executing one.</param>
public sealed record EventEntry(int Step, int Instruction, string Kind, int Object, string? Place)
{
    /// <summary>The entry of an event.</summary>
    public static EventEntry Of(LifetimeEvent happened, LifetimeTrace trace, IReadOnlyDictionary<int, int> positions)
    {
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(positions);
        TracedStep step = trace.Steps[happened.Step];
        return new EventEntry(
            happened.Step, step.Instruction, JsonNamingPolicy.CamelCase.ConvertName(happened.Kind.ToString()), positions[happened.Object],
            happened.Place?.ToText(step.Frame));
    }
}

/// <summary>A place in the source and what happens there.</summary>
/// <param name="Instruction">The instruction.</param>
/// <param name="Text">The instruction in words.</param>
/// <param name="Label">What happens.</param>
/// <param name="IsError">The path fails here.</param>
/// <param name="Location">Its source line; null when it has none of its own.</param>
public sealed record SpanEntry(int Instruction, string Text, string Label, bool IsError, LocationEntry? Location);

/// <summary>A drawing of objects, before an instruction.</summary>
public sealed record TreeEntry(int Instruction, IReadOnlyList<string> Lines);

/// <summary>A conditional jump between the begin of the subject and the failure.</summary>
/// <param name="Instruction">The jump.</param>
/// <param name="Target">Where the path goes on.</param>
/// <param name="IsTaken">It jumps.</param>
/// <param name="Location">Its source line; null when it has none of its own.</param>
public sealed record BranchEntry(int Instruction, int Target, bool IsTaken, LocationEntry? Location);

/// <summary>The objects before and after one visit of an instruction.</summary>
/// <param name="Path">The path, counted from 1 in the order of exploration.</param>
/// <param name="Before">Drawn before it, line by line.</param>
/// <param name="After">After it; null when it rejected the program.</param>
public sealed record VisitEntry(int Path, IReadOnlyList<string> Before, IReadOnlyList<string>? After)
{
    /// <summary>The entry of a visit.</summary>
    public static VisitEntry Of(InstructionVisit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return new VisitEntry(visit.Path, Lines(visit.Before), visit.After is null ? null : Lines(visit.After));
    }

    private static string[] Lines(ObjectTree tree) => ObjectTreeText.Draw(tree).Split('\n');
}
