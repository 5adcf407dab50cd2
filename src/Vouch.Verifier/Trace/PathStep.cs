namespace Vouch.Verifier.Trace;

/// <summary>One instruction on a path; the steps of all paths form a tree whose root is a function's first instruction.</summary>
internal sealed class PathStep
{
    public required PathStep? Previous { get; init; }

    public required int Instruction { get; init; }

    public required ObjectTree Before { get; init; }

    /// <summary>Null when the instruction rejected the program.</summary>
    public ObjectTree? After { get; set; }
}
