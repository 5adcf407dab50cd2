using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Verifier;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>Tells the story of a rejection from what was recorded of it.</summary>
public static class StoryBuilder
{
    /// <summary>Columns of the timeline at most; the first and the last ones are kept.</summary>
    private const int MaxColumns = 12;

    /// <summary>The rejection may be about the life of an object, so that recording it is worth while.</summary>
    public static bool IsWorthRecording(VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Rejection is { } rejection && LifetimeProblems.MayBe(rejection.Rule);
    }

    /// <summary>The story of a recorded rejection; null when it is not about the life of an object.</summary>
    /// <param name="request">The program.</param>
    /// <param name="result">The rejection, with a trace.</param>
    public static LifetimeStory? Tell(LoadRequest request, VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(result);
        if (result is not { Rejection: { } rejection, Trace: { IsRejected: true, Steps.IsEmpty: false } trace } || LifetimeProblems.Find(rejection, trace) is not { } problem)
        {
            return null;
        }

        if (problem.Object < 0)
        {
            return UnknownObjectStory.Tell(request, trace, problem);
        }

        var scene = new StoryScene(request, trace, problem);
        return new LifetimeStory
        {
            Rule = RuleCatalogue.IdOf(problem.Rule),
            Headline = StoryWords.Headline(scene),
            Spans = Spans(scene),
            Objects = scene.Objects,
            Columns = Columns(scene),
            Tree = Tree(scene),
            Branches = Branches(trace, scene.Code, scene.Source, scene.Item(scene.SubjectObject).Birth),
            Notes = Notes(scene),
            Why = StoryReasons.Why(scene),
            Fixes = StoryReasons.Fixes(scene),
            Trace = trace,
            Subject = scene.Subject,
        };
    }

    private static ImmutableArray<StorySpan> Spans(StoryScene scene)
    {
        List<StorySpan> spans = [];
        foreach (StoryObject item in scene.Objects.Where(o => scene.IsOnLine(o) && scene.Item(o).Argument is null))
        {
            spans.Add(Span(scene, scene.Item(item).Birth, StoryWords.Birth(scene, item)));
        }

        foreach (IGrouping<int, LifetimeEvent> ends in scene.Ends().GroupBy(e => e.Step).Where(g => g.Key < scene.LastStep))
        {
            spans.Add(Span(scene, ends.Key, StoryWords.End(scene, [.. ends])));
        }

        if (scene.Given is { } given)
        {
            spans.Add(Span(scene, given.Step, $"{scene.SubjectObject.Letter} is given into other hands"));
        }

        spans.Add(Span(scene, scene.LastStep, StoryWords.Failure(scene)) with { IsError = true });
        return [.. spans.OrderBy(s => s.Step)];
    }

    private static StorySpan Span(StoryScene scene, int step, string label)
    {
        int instruction = scene.Trace.Steps[step].Instruction;
        return new StorySpan(step, instruction, scene.Code.TextOf(instruction), scene.Source.LineOf(instruction), label, IsError: false);
    }

    private static ImmutableArray<int> Columns(StoryScene scene)
    {
        SortedSet<int> steps = [scene.LastStep];
        foreach (StoryObject item in scene.Objects)
        {
            _ = steps.Add(scene.Item(item).Birth);
        }

        foreach (LifetimeEvent end in scene.Ends())
        {
            _ = steps.Add(end.Step);
        }

        int subject = scene.Objects[scene.Subject].Index;
        foreach (LifetimeEvent change in scene.Trace.Events.Where(e => e.Object == subject && e.Kind
            is LifetimeEventKind.Moved or LifetimeEventKind.MovedStale or LifetimeEventKind.Transferred or LifetimeEventKind.Forgotten))
        {
            if (steps.Count < MaxColumns)
            {
                _ = steps.Add(change.Step);
            }
        }

        return [.. steps.Take(MaxColumns - 1).Append(scene.LastStep).Distinct()];
    }

    private static StoryTree? Tree(StoryScene scene)
    {
        int step = scene.EndOfSubject?.Step ?? scene.LastStep;
        TracedStep before = scene.Trace.Steps[step];
        HashSet<uint> ids = [.. scene.Objects.Select(o => scene.Item(o).Id).Where(id => id != 0)];
        foreach (uint id in ids.ToArray())
        {
            for (ObjectNode? node = before.Before.Find(id); node is not null && node.ParentId != 0; node = before.Before.Find(node.ParentId))
            {
                _ = ids.Add(node.ParentId);
            }
        }

        ObjectTree tree = before.Before with { Nodes = [.. before.Before.Nodes.Where(n => ids.Contains(n.Id))] };
        return tree.Nodes.IsEmpty ? null : new StoryTree(before.Instruction, ObjectTreeText.Draw(tree));
    }

    /// <summary>The conditional jumps on a path from a step on.</summary>
    internal static ImmutableArray<StoryBranch> Branches(LifetimeTrace trace, ProgramCode code, SourceText source, int from)
    {
        List<StoryBranch> branches = [];
        for (int i = from; i < trace.Steps.Length - 1; i++)
        {
            int instruction = trace.Steps[i].Instruction, target = trace.Steps[i + 1].Instruction;
            if (code.IsConditionalJump(instruction))
            {
                branches.Add(new StoryBranch(instruction, source.LineOf(instruction), target, target != instruction + 1));
            }
        }

        return [.. branches];
    }

    private static string NotAbout(StoryScene scene, StorySpan span) =>
        scene.Code.CalleeOf(span.Instruction) is { } callee ? $"does not name {callee}" : "may be another's";

    private static ImmutableArray<string> Notes(StoryScene scene)
    {
        List<string> notes = [];
        foreach (StorySpan span in Spans(scene).Where(s => s.Line is null).DistinctBy(s => s.Instruction))
        {
            string before = scene.Source.LineBefore(span.Instruction) is { } line
                ? string.Create(CultureInfo.InvariantCulture, $"; the record before it is of line {line.Line}, which {NotAbout(scene, span)}")
                : "";
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"instruction {span.Instruction} has no source line of its own{before}"));
        }

        if (scene.LeftOut > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{scene.LeftOut} more objects of the same family are not shown"));
        }

        return [.. notes];
    }
}
