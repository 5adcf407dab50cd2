using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>Why it is wrong, and what to change.</summary>
internal static class StoryReasons
{
    /// <summary>Why it is wrong, in a few sentences.</summary>
    public static string Why(StoryScene scene)
    {
        string subject = scene.SubjectTitle, parent = scene.ParentTitle;
        IEnumerable<string> sentences = scene.Problem.Rule switch
        {
            Rule.Leak => [WhyLeaked(scene)],
            Rule.UseAfterEnd => WhyEnded(scene),
            Rule.ReleasedTooEarly =>
                [$"{subject} reads through {parent} and owns something besides.", $"Once {parent} is gone, nothing could release that."],
            Rule.LastOwnerOverwritten =>
                [scene.HasSibling
                    ? "a dynptr that owns something may not be overwritten before that is released."
                    : $"{parent} is released through a dynptr, and no other one is left that stands for it."],
            Rule.OutOfOrder => ["what was saved last must be restored first."],
            Rule.NotOwned when scene.Given is { } given =>
            [
                $"{subject} was given into other hands by {scene.CalleeAt(given.Step) ?? "an earlier instruction"}, and belongs to those since.",
            ],
            Rule.NotOwned =>
            [
                "Only what a program acquired, or was handed over, is its own to release.",
                scene.SubjectObject.Noun == ObjectWords.Dynptr ? $"{subject} was lent to it." : $"{subject} was found, not acquired.",
            ],
            _ => [$"{scene.Names.MakerOf(scene.Problem.Object) ?? "what made it"} gives NULL when it fails."],
        };
        return string.Join(' ', sentences.Select(StoryWords.Sentence));
    }

    /// <summary>What to change; each is one way.</summary>
    public static ImmutableArray<string> Fixes(StoryScene scene)
    {
        string subject = scene.SubjectTitle;
        string release = ReleaseOf(scene) is { } function ? $"call {function} on {subject}" : $"release {subject}";
        return scene.Problem.Rule switch
        {
            Rule.Leak => [$"{release} before this path ends"],
            Rule.ReleasedTooEarly => [$"{release} first"],
            Rule.LastOwnerOverwritten => [$"{release} before overwriting it"],
            Rule.OutOfOrder => [$"{release} before"],
            Rule.NotOwned => [$"leave out the call of {scene.CalleeAt(scene.LastStep)}"],
            Rule.MayBeNull => [$"compare {subject} with NULL first, and use it only where it is not NULL"],
            _ => FixesOfUse(scene),
        };
    }

    private static ImmutableArray<string> FixesOfUse(StoryScene scene)
    {
        string? ending = scene.EndOfSubject is { } end ? scene.CalleeAt(end.Step) : null;
        if (ending is not null && ending == scene.CalleeAt(scene.LastStep))
        {
            return [$"leave out the second call of {ending}"];
        }

        string before = ending is not null ? $"before the call of {ending}"
            : scene.Ended is { } ended && StoryCast.EndOf(scene.Trace, ended.Index)?.Kind == LifetimeEventKind.TakenBack ? "inside the callback"
            : "before that";
        List<string> fixes = [$"use {scene.SubjectTitle} {before}"];
        if (scene.Item(scene.SubjectObject).Kind == "slice" && scene.SubjectObject.Parent >= 0)
        {
            string dynptr = scene.Objects[scene.SubjectObject.Parent].Name ?? ObjectWords.Dynptr;
            fixes.Add($"or copy the bytes out there: bpf_dynptr_read(&copy, sizeof(copy), &{dynptr}, offset, 0)");
        }

        if (scene.Item(scene.SubjectObject).Kind == ObjectWords.Packet && ending is not null)
        {
            fixes.Add($"or load the packet's begin and end again after {ending}, and compare them again");
        }

        return [.. fixes];
    }

    private static string WhyLeaked(StoryScene scene)
    {
        string subject = scene.SubjectTitle;
        LifetimeEvent? lost = scene.Trace.Events.LastOrDefault(
            e => (e.Object == scene.Problem.Object && e.Kind == LifetimeEventKind.Forgotten)
                || (e.Kind == LifetimeEventKind.VanishedWithFrame && scene.Trace.Objects[e.Object].Parent == scene.Problem.Object));
        if (lost is null)
        {
            return "what a program acquires it must release on every path, and nothing does so on this one.";
        }

        int instruction = scene.Trace.Steps[lost.Step].Instruction;
        return lost.Kind == LifetimeEventKind.VanishedWithFrame
            ? $"{subject} lies on the stack of {scene.Code.FunctionAt(instruction)}, which returns: nothing can release it from there on."
            : string.Create(CultureInfo.InvariantCulture, $"nothing names {subject} any more after instruction {instruction}, so it cannot be released from there on.");
    }

    private static IEnumerable<string> WhyEnded(StoryScene scene)
    {
        if (scene.Given is { } given)
        {
            yield return $"{scene.SubjectTitle} was given into other hands by {scene.CalleeAt(given.Step) ?? "an earlier instruction"}.";
        }

        if (scene.UsedName is { } used && scene.SubjectObject.Name is { } name && used != name)
        {
            yield return scene.Item(scene.SubjectObject).Kind == ObjectWords.Packet
                ? $"`{used}` was made from `{name}`."
                : $"`{used}` and `{name}` are one object under two {(IsCast(scene) ? "types" : "names")}: the end of either is the end of both.";
        }

        foreach (StoryObject item in scene.Line(scene.SubjectObject).TakeWhile(o => o != scene.Ended).Where(o => o.Parent >= 0))
        {
            StoryObject parent = scene.Objects[item.Parent];
            string title = item == scene.SubjectObject ? scene.SubjectTitle : item.Title;
            yield return scene.Item(item).Kind switch
            {
                "slice" => $"{title} is a window into what {parent.Title} shows, not a copy.",
                ObjectWords.Dynptr when scene.Item(parent).Kind == ObjectWords.Anchor => $"{title} stands for {parent.Title}, as every clone of it does.",
                ObjectWords.Dynptr => $"{title} shows the data of {parent.Title} and ends with it.",
                "element" => $"{title} belongs to {parent.Title}.",
                _ => $"{title} ends with {parent.Title}.",
            };
        }

        if (scene.Ended is { } lent && StoryCast.EndOf(scene.Trace, lent.Index)?.Kind == LifetimeEventKind.TakenBack)
        {
            yield return "what a callback is lent ends when it returns.";
        }

        if (scene.EndOfSubject is { Kind: LifetimeEventKind.Invalidated } invalidation && scene.CalleeAt(invalidation.Step) is { } by)
        {
            yield return scene.Item(scene.SubjectObject).Kind switch
            {
                "slice" => $"{by} may move what {scene.SubjectTitle} is a view of.",
                ObjectWords.Packet => $"{by} may move the packet: pointers into it that were loaded before lead nowhere.",
                _ => $"{scene.SubjectTitle} could be used only until {by} was called.",
            };
        }

        if (scene.Ended is not { } last || scene.EndOfSubject is not { Kind: not LifetimeEventKind.Invalidated } end)
        {
            yield break;
        }

        if (StoryCast.EndOf(scene.Trace, last.Index)?.Kind == LifetimeEventKind.Overwritten)
        {
            yield return $"{last.Title} lay on the stack where {scene.CalleeAt(end.Step) ?? $"instruction {scene.Trace.Steps[end.Step].Instruction}"} writes.";
        }
        else if (scene.CalleeAt(end.Step) is { } callee)
        {
            yield return $"{callee} takes {last.Title} away from the program.";
        }
    }

    /// <summary>The object was held under two types at once.</summary>
    private static bool IsCast(StoryScene scene) => scene.Trace.Steps
        .Select(s => s.Before).Distinct().Select(t => t.Find(scene.Item(scene.SubjectObject).Id))
        .Any(n => n is not null && n.Holders.Any(h => h.Kind != n.Kind && h.Place.Kind != PlaceKind.Context));

    private static string? ReleaseOf(StoryScene scene)
    {
        StoryObject item = scene.Item(scene.SubjectObject).Kind == ObjectWords.Dynptr && scene.SubjectObject.Parent >= 0
            ? scene.Objects[scene.SubjectObject.Parent]
            : scene.SubjectObject;
        return ReleaseFunctions.For(scene.Item(item).Kind, scene.Names.MakerOf(item.Index));
    }
}
