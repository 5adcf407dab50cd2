using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>What a story says of single steps, and its headline.</summary>
internal static class StoryWords
{
    /// <summary>What is wrong, in one line.</summary>
    public static string Headline(StoryScene scene)
    {
        string subject = scene.SubjectTitle, parent = scene.ParentTitle;
        return Sentence(scene.Problem.Rule switch
        {
            Rule.Leak => $"{subject} is never released on this path: it is still owned where {PlaceOfLeak(scene)}",
            Rule.UseAfterEnd => $"{subject} is {Use(scene)} {EndClause(scene)}",
            Rule.ReleasedTooEarly => $"{parent} is released while {subject}, made from it, must still be released",
            Rule.LastOwnerOverwritten => scene.HasSibling
                ? $"{subject} is overwritten, through which {parent} can be released"
                : $"{subject} is overwritten, the last dynptr through which {parent} can be released",
            Rule.OutOfOrder => $"{subject} is still active where what was saved before it is restored",
            Rule.NotOwned => $"{subject} {ReleaseOrUse(scene)}, but the program does not own it",
            _ => $"{subject} is {Use(scene)} before it is known not to be NULL",
        });
    }

    /// <summary>What the step that makes an object does.</summary>
    public static string Birth(StoryScene scene, StoryObject item)
    {
        string name = item.Name is null ? item.Noun : $"{item.Noun} `{item.Name}`";
        string parent = item.Parent < 0 ? "" : $", {Relation(scene.Item(item).Kind)} {scene.Objects[item.Parent].Letter}";
        return $"{item.Letter}: {name} begins{parent}{(scene.Item(item).MustBeReleased ? "; it must be released" : "")}";
    }

    /// <summary>What the step that ends objects does.</summary>
    public static string End(StoryScene scene, IReadOnlyList<LifetimeEvent> ends)
    {
        string Letters(IEnumerable<LifetimeEvent> some) => Join(some.Select(e => scene.Objects.First(o => o.Index == e.Object).Letter));

        List<LifetimeEvent> own = [.. ends.Where(e => e.Kind != LifetimeEventKind.EndedWithParent)];
        List<LifetimeEvent> others = [.. ends.Where(e => e.Kind == LifetimeEventKind.EndedWithParent)];
        if (own.Count == 0)
        {
            return $"{Letters(others)} {(others.Count > 1 ? "end" : "ends")} here";
        }

        string verb = own[0].Kind switch
        {
            LifetimeEventKind.Overwritten => "overwritten",
            LifetimeEventKind.Invalidated => "made invalid",
            LifetimeEventKind.VanishedWithFrame => "gone with the function's stack",
            LifetimeEventKind.Dropped => "no longer held",
            LifetimeEventKind.TakenBack => "taken back as the callback returns",
            _ => "released",
        };
        string first = $"{Letters(own)} {(own.Count > 1 ? "are" : "is")} {verb}";
        return others.Count == 0 ? first : $"{first}; {Letters(others)} {(others.Count > 1 ? "end" : "ends")} with it";
    }

    /// <summary>What the failing step does.</summary>
    public static string Failure(StoryScene scene)
    {
        string letter = scene.SubjectObject.Letter;
        return scene.Problem.Rule switch
        {
            Rule.Leak => $"{letter} was not released",
            Rule.UseAfterEnd => $"{letter} is {Use(scene)} here, after it ended",
            Rule.ReleasedTooEarly => $"{scene.ParentLetter} is released here, and {letter} would be left over",
            Rule.LastOwnerOverwritten => $"{letter} is overwritten here",
            Rule.OutOfOrder => $"{letter} must come first",
            Rule.NotOwned => $"{letter} {ReleaseOrUse(scene)} here, but is not the program's",
            _ => $"{letter} may be NULL here",
        };
    }

    /// <summary>What became of the subject before it was used: <c>after `skb`, which it belongs to, was released</c>.</summary>
    public static string EndClause(StoryScene scene)
    {
        if (scene.EndOfSubject is not { } end || scene.Ended is not { } ended)
        {
            return scene.EndOfSubject is { } last && scene.CalleeAt(last.Step) is { } ending ? $"after {ending} ended it" : "after it ended";
        }

        bool isSame = ended == scene.SubjectObject;
        string what = isSame ? "it" : $"{ended.Title}, which it belongs to,";
        return StoryCast.EndOf(scene.Trace, ended.Index)!.Kind switch
        {
            LifetimeEventKind.Overwritten => $"after {what} was overwritten",
            LifetimeEventKind.Invalidated => scene.CalleeAt(end.Step) is { } callee ? $"after {callee} made it invalid" : "after it became invalid",
            LifetimeEventKind.VanishedWithFrame => $"after the function returned whose stack held {(isSame ? "it" : ended.Title)}",
            LifetimeEventKind.TakenBack => $"after the callback returned that {(isSame ? "it" : ended.Title)} was lent to",
            _ => $"after {what} was released",
        };
    }

    /// <summary>What the failing instruction does with the subject, as a participle.</summary>
    public static string Use(StoryScene scene)
    {
        Instruction insn = scene.InstructionAt(scene.LastStep);
        return scene.CalleeAt(scene.LastStep) is { } callee ? $"passed to {callee}"
            : insn.Class == InstructionClass.LoadRegister ? "read"
            : insn.Class is InstructionClass.StoreRegister or InstructionClass.StoreImmediate && insn.Destination == scene.Problem.Register ? "written"
            : "used";
    }

    /// <summary>Begins with a capital, unless it begins with a name of the program.</summary>
    public static string Sentence(string text)
    {
        ReadOnlySpan<char> first = text.AsSpan(0, Math.Max(0, text.IndexOf(' ', StringComparison.Ordinal)));
        return first.Length == 0 || first.IndexOfAny('_', '`') >= 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string ReleaseOrUse(StoryScene scene) => scene.CalleeAt(scene.LastStep) is { } callee ? $"is passed to {callee}" : "is released";

    /// <summary>Of calls only tail calls and those that may throw end the program.</summary>
    private static string PlaceOfLeak(StoryScene scene)
    {
        Instruction insn = scene.InstructionAt(scene.LastStep);
        bool isCall = scene.CalleeAt(scene.LastStep) is not null;
        return isCall && insn.IsHelperCall ? "another program takes over"
            : isCall ? "an exception ends the program"
            : insn is { Class: InstructionClass.Load, IsWideImmediate: false } ? "a packet load may end the program"
            : "the program ends";
    }

    private static string Relation(string kind) => kind switch
    {
        "slice" or "element" => "a view of",
        ObjectWords.Dynptr => "made from",
        _ => "part of",
    };

    /// <summary>Words in a row: <c>A, B and C</c>.</summary>
    public static string Join(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
