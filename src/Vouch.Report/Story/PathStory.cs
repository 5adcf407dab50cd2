using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Verifier;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>Tells of a path on which nothing went wrong with an object: what was acquired and derived on it, and when that ended.</summary>
public static class PathStory
{
    /// <summary>Columns of the timeline at most.</summary>
    private const int MaxColumns = 24;

    /// <summary>The recorded path; null when the verification recorded none.</summary>
    /// <param name="request">The program.</param>
    /// <param name="result">Its verification.</param>
    public static LifetimeStory? Tell(LoadRequest request, VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Trace is not { Steps.IsEmpty: false } trace)
        {
            return null;
        }

        var code = new ProgramCode(request);
        var source = new SourceText(request, code);
        StoryCast cast = StoryCast.OfPath(trace, new ObjectNames(trace, code, source));
        List<LifetimeEvent> events = [.. trace.Events.Where(e => cast.Objects.Any(o => o.Index == e.Object) && IsShown(e.Kind))];
        ImmutableArray<int> columns = [.. events.Select(e => e.Step).Distinct().Take(MaxColumns - 1).Append(trace.Steps.Length - 1).Distinct()];
        return new LifetimeStory
        {
            Trace = trace,
            Objects = cast.Objects,
            Columns = columns,
            Spans = [.. columns.Select(step => Span(trace, code, source, step, Describe(cast, [.. events.Where(e => e.Step == step)], trace))).Where(s => s.Label.Length > 0)],
            Notes = Notes(cast, events, columns),
        };
    }

    private static bool IsShown(LifetimeEventKind kind) => kind is not
        (LifetimeEventKind.Moved or LifetimeEventKind.Dropped or LifetimeEventKind.MovedStale or LifetimeEventKind.ProvedNotNull or LifetimeEventKind.Forgotten);

    private static StorySpan Span(LifetimeTrace trace, ProgramCode code, SourceText source, int step, string label)
    {
        int instruction = trace.Steps[step].Instruction;
        return new StorySpan(step, instruction, code.TextOf(instruction), source.LineOf(instruction), label, IsError: false);
    }

    private static string Describe(StoryCast cast, IReadOnlyList<LifetimeEvent> events, LifetimeTrace trace)
    {
        IEnumerable<string> parts =
            from item in events
            where trace.Objects[item.Object].Argument is null || item.Kind is not LifetimeEventKind.Acquired
            group cast.Objects.First(o => o.Index == item.Object).Letter by Verb(item.Kind) into same
            select $"{StoryWords.Join(same)} {(same.Count() > 1 ? same.Key.Several : same.Key.One)}";
        return string.Join("; ", parts);
    }

    private static (string One, string Several) Verb(LifetimeEventKind kind) => kind switch
    {
        LifetimeEventKind.Acquired or LifetimeEventKind.Derived or LifetimeEventKind.Appeared => ("begins", "begin"),
        LifetimeEventKind.Released => ("is released", "are released"),
        LifetimeEventKind.TakenBack => ("is taken back", "are taken back"),
        LifetimeEventKind.EndedWithParent => ("ends with it", "end with it"),
        LifetimeEventKind.Overwritten => ("is overwritten", "are overwritten"),
        LifetimeEventKind.Transferred => ("is given into other hands", "are given into other hands"),
        LifetimeEventKind.WasNull => ("turns out to be NULL", "turn out to be NULL"),
        LifetimeEventKind.VanishedWithFrame => ("is gone with the function's stack", "are gone with the function's stack"),
        _ => ("is made invalid", "are made invalid"),
    };

    private static ImmutableArray<string> Notes(StoryCast cast, List<LifetimeEvent> events, ImmutableArray<int> columns)
    {
        List<string> notes = [];
        if (cast.LeftOut > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{cast.LeftOut} more objects of this path are not shown"));
        }

        int hidden = events.Select(e => e.Step).Distinct().Count(step => !columns.Contains(step));
        if (hidden > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{hidden} more steps of this path are not shown"));
        }

        return [.. notes];
    }
}
