using System.Collections.Generic;

namespace Vouch.Verifier.Trace;

/// <summary>One instruction on a path; the steps of all paths form a tree whose root is a function's first instruction.</summary>
internal sealed class PathStep
{
    public required PathStep? Previous { get; init; }

    public required int Instruction { get; init; }

    /// <summary>The frame that executes it.</summary>
    public required int Frame { get; init; }

    /// <summary>That frame runs a callback.</summary>
    public required bool IsCallback { get; init; }

    /// <summary>The objects before the instruction.</summary>
    public required ObjectTree Before { get; init; }

    /// <summary>What names an object, or named one that ended, before the instruction.</summary>
    public required HeldPlace[] Places { get; init; }

    /// <summary>The same after what the instruction moves.</summary>
    public required HeldPlace[] Moved { get; init; }

    /// <summary>How many objects were seen on the path up to here.</summary>
    public required int ObjectCount { get; init; }

    /// <summary>What the instruction does to objects; null for nothing.</summary>
    public List<ObjectMark>? Marks { get; set; }
}

/// <summary>What happens to an object that its places alone do not tell.</summary>
internal enum MarkKind
{
    /// <summary>It is released.</summary>
    Release,

    /// <summary>It is about to be overwritten where it lies.</summary>
    Overwrite,

    /// <summary>It ends because its parent does.</summary>
    EndWithParent,

    /// <summary>It passes into other hands: a list, a tree, a map.</summary>
    Transfer,
}

/// <summary>A mark on the object with an id.</summary>
internal readonly record struct ObjectMark(MarkKind Kind, uint Id);
