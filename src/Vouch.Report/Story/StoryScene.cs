using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>Everything that the parts of a story ask: the program, the path, the objects shown and the problem.</summary>
internal sealed class StoryScene
{
    private readonly LoadRequest request;

    public StoryScene(LoadRequest request, LifetimeTrace trace, LifetimeProblem problem)
    {
        this.request = request;
        Trace = trace;
        Problem = problem;
        Code = new ProgramCode(request);
        Source = new SourceText(request, Code);
        Names = new ObjectNames(trace, Code, Source);
        (Objects, LeftOut) = StoryCast.OfFamily(trace, problem.Object, Names);
        Subject = Objects.ToList().FindIndex(o => o.Index == problem.Object);
        UsedName = problem.Rule is Rule.UseAfterEnd or Rule.MayBeNull ? Names.NameInUse(LastStep, problem.Register) : null;
    }

    public LifetimeTrace Trace { get; }

    public LifetimeProblem Problem { get; }

    public ProgramCode Code { get; }

    public SourceText Source { get; }

    public ObjectNames Names { get; }

    public ImmutableArray<StoryObject> Objects { get; }

    public int LeftOut { get; }

    /// <summary>The position of the object that the rejection is about.</summary>
    public int Subject { get; }

    /// <summary>The variable that the failing line names; null when it does not tell.</summary>
    public string? UsedName { get; }

    public StoryObject SubjectObject => Objects[Subject];

    /// <summary>The subject in the words of the line that fails.</summary>
    public string SubjectTitle => UsedName is null ? TitleOf(SubjectObject) : $"`{UsedName}`";

    /// <summary>What the subject is derived from.</summary>
    public string ParentTitle => SubjectObject.Parent < 0 ? "it" : TitleOf(Objects[SubjectObject.Parent]);

    /// <summary>Where the subject was given into other hands; null when it was not.</summary>
    public LifetimeEvent? Given => Trace.Events.FirstOrDefault(e => e.Object == Problem.Object && e.Kind == LifetimeEventKind.Transferred);

    /// <summary>Something else that lives has the subject's parent.</summary>
    public bool HasSibling => SubjectObject.Parent >= 0
        && Objects.Any(o => o != SubjectObject && o.Parent == SubjectObject.Parent && StoryCast.EndOf(Trace, o.Index) is null);

    /// <summary>The letter of what the subject is derived from.</summary>
    public string ParentLetter => SubjectObject.Parent < 0 ? "it" : Objects[SubjectObject.Parent].Letter;

    public int LastStep => Trace.Steps.Length - 1;

    public int LastInstruction => Trace.Steps[LastStep].Instruction;

    /// <summary>What ended the subject before the path failed; null when it lives.</summary>
    public LifetimeEvent? EndOfSubject => StoryCast.EndOf(Trace, Problem.Object) is { } end && end.Step < LastStep ? end : null;

    /// <summary>The object whose end ended the subject: itself or one above it.</summary>
    public StoryObject? Ended => EndOfSubject is not { } end ? null
        : Line(SubjectObject).LastOrDefault(o => StoryCast.EndOf(Trace, o.Index) is { Kind: not LifetimeEventKind.EndedWithParent } e && e.Step == end.Step);

    /// <summary>An object's title; for what only dynptrs name, the first of them where that is what a leak is about.</summary>
    private string TitleOf(StoryObject shown)
    {
        bool isAnchor = Item(shown).Kind == ObjectWords.Anchor;
        string? dynptr = Objects.FirstOrDefault(o => o.Parent >= 0 && Objects[o.Parent] == shown && o.Name is not null)?.Name;
        return isAnchor && dynptr is not null && Problem.Rule is Rule.Leak or Rule.ReleasedTooEarly ? $"`{dynptr}`" : shown.Title;
    }

    public TracedObject Item(StoryObject shown) => Trace.Objects[shown.Index];

    /// <summary>The ends of the objects shown.</summary>
    public IEnumerable<LifetimeEvent> Ends() =>
        Objects.Select(o => StoryCast.EndOf(Trace, o.Index)).OfType<LifetimeEvent>().Where(e => e.Kind != LifetimeEventKind.WasNull);

    /// <summary>The subject, or something that it is derived from.</summary>
    public bool IsOnLine(StoryObject shown) => Line(SubjectObject).Contains(shown);

    /// <summary>An object and what it is derived from, the nearest first.</summary>
    public IEnumerable<StoryObject> Line(StoryObject from)
    {
        for (StoryObject? item = from; item is not null; item = item.Parent < 0 ? null : Objects[item.Parent])
        {
            yield return item;
        }
    }

    /// <summary>The function that a step calls; null for none.</summary>
    public string? CalleeAt(int step) => Code.CalleeOf(Trace.Steps[step].Instruction);

    public Instruction InstructionAt(int step) => request.Instructions[Trace.Steps[step].Instruction];
}
