using System.Collections.Immutable;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>What happened to the objects of a path, and what went wrong with one of them.</summary>
public sealed record LifetimeStory
{
    /// <summary>The rule broken, such as <c>VCH-LIFE-002</c>; empty for a path on which nothing went wrong.</summary>
    public string Rule { get; init; } = "";

    /// <summary>What is wrong, in one line.</summary>
    public string Headline { get; init; } = "";

    /// <summary>The places in the source that matter, in the order of the path.</summary>
    public ImmutableArray<StorySpan> Spans { get; init; } = [];

    /// <summary>The objects concerned, each behind what it is derived from.</summary>
    public ImmutableArray<StoryObject> Objects { get; init; } = [];

    /// <summary>The steps that matter to them: the columns of the drawn timeline.</summary>
    public ImmutableArray<int> Columns { get; init; } = [];

    /// <summary>The objects before the one ended, drawn, and the instruction about to end it; null where nothing ended.</summary>
    public StoryTree? Tree { get; init; }

    /// <summary>The conditional jumps between the subject's begin and the failure.</summary>
    public ImmutableArray<StoryBranch> Branches { get; init; } = [];

    /// <summary>What was inferred, or could not be known.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Why it is wrong.</summary>
    public string Why { get; init; } = "";

    /// <summary>What to change; each is one way.</summary>
    public ImmutableArray<string> Fixes { get; init; } = [];

    /// <summary>The path.</summary>
    public required LifetimeTrace Trace { get; init; }

    /// <summary>The object that the story is about, an index into <see cref="Objects"/>; -1 for none.</summary>
    public int Subject { get; init; } = -1;
}

/// <summary>An object of a story.</summary>
/// <param name="Letter">What the story calls it.</param>
/// <param name="Index">Its index among the trace's objects.</param>
/// <param name="Parent">Its parent's position in the story; -1 for none.</param>
/// <param name="Name">The variable that holds it; null when the source does not tell.</param>
/// <param name="Noun">What it is, in one or two words.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record StoryObject(string Letter, int Index, int Parent, string? Name, string Noun, string Origin)
{
    /// <summary>The name as the source has it, or the noun with an article.</summary>
    public string Title => Name is null ? "the " + Noun : $"`{Name}`";
}

/// <summary>A place in the source and what happens there.</summary>
/// <param name="Step">Index of the trace's step.</param>
/// <param name="Instruction">The step's instruction.</param>
/// <param name="Text">The instruction in words.</param>
/// <param name="Line">Its source line; null when it has none of its own.</param>
/// <param name="Label">What happens.</param>
/// <param name="IsError">The path fails here.</param>
public sealed record StorySpan(int Step, int Instruction, string Text, SourceLine? Line, string Label, bool IsError);

/// <summary>A conditional jump on the path.</summary>
/// <param name="Instruction">The jump.</param>
/// <param name="Line">Its source line; null when it has none of its own.</param>
/// <param name="Target">Where the path goes on.</param>
/// <param name="IsTaken">It jumps.</param>
public sealed record StoryBranch(int Instruction, SourceLine? Line, int Target, bool IsTaken);

/// <summary>A drawing of objects.</summary>
/// <param name="Instruction">The instruction before which they were so.</param>
/// <param name="Drawing">By <see cref="ObjectTreeText"/>.</param>
public sealed record StoryTree(int Instruction, string Drawing);
