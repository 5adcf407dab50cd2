using System.Collections.Immutable;

namespace Vouch.Verifier.Trace;

/// <summary>
/// What was recorded of a verification, as asked for with <see cref="Recording"/>: one path, the objects on it and what became of them,
/// and visits of one instruction.
/// </summary>
public sealed record LifetimeTrace
{
    /// <summary>The instructions of the path, in the order executed; empty when none was kept.</summary>
    public ImmutableArray<TracedStep> Steps { get; init; } = [];

    /// <summary>The objects seen on the path, in the order of appearance; others refer to them by their index here.</summary>
    public ImmutableArray<TracedObject> Objects { get; init; } = [];

    /// <summary>What happened to them, in the order of the path.</summary>
    public ImmutableArray<LifetimeEvent> Events { get; init; } = [];

    /// <summary>What the registers hold where the path stops, in the executing frame; those without an object are left out.</summary>
    public ImmutableArray<RegisterUse> Registers { get; init; } = [];

    /// <summary>Where the path stops, the registers of the executing frame that are zero: null pointers, if they are used as pointers.</summary>
    public ImmutableArray<int> NullRegisters { get; init; } = [];

    /// <summary>The path's number, counted from 1 in the order of exploration.</summary>
    public int Path { get; init; }

    /// <summary>Paths begun, those included that ended where another one had covered them.</summary>
    public int Paths { get; init; }

    /// <summary>The last step rejected the program.</summary>
    public bool IsRejected { get; init; }

    /// <summary>Visits of the instruction asked about, in the order of exploration.</summary>
    public ImmutableArray<InstructionVisit> Visits { get; init; } = [];
}

/// <summary>One instruction on a path.</summary>
/// <param name="Instruction">Index of the 8-byte slot.</param>
/// <param name="Frame">The frame that executes it, 0 for the main program's.</param>
/// <param name="Before">The objects before it.</param>
public sealed record TracedStep(int Instruction, int Frame, ObjectTree Before);

/// <summary>One execution of an instruction on one path.</summary>
/// <param name="Path">The path, counted from 1 in the order of exploration.</param>
/// <param name="Before">The objects before the instruction.</param>
/// <param name="After">The objects after it; null when it rejected the program. A branch that goes both ways shows the way followed first.</param>
public sealed record InstructionVisit(int Path, ObjectTree Before, ObjectTree? After);

/// <summary>An object on a path: it keeps this identity when the verifier takes its id away.</summary>
/// <param name="Id">The verifier's id.</param>
/// <param name="Kind">As in <see cref="ObjectNode.Kind"/>.</param>
/// <param name="Parent">Index of what it was derived from; -1 for nothing.</param>
/// <param name="MustBeReleased">It was acquired, and must be given back.</param>
/// <param name="Birth">Index of the step that made it; 0 also for what was there before.</param>
/// <param name="Argument">The parameter it came with, when the program owned it from the start; null otherwise.</param>
public sealed record TracedObject(uint Id, string Kind, int Parent, bool MustBeReleased, int Birth, string? Argument);

/// <summary>What can happen to an object.</summary>
public enum LifetimeEventKind
{
    /// <summary>It was acquired, and must be released.</summary>
    Acquired,

    /// <summary>It was made from another one, <see cref="LifetimeEvent.Other"/>, and ends with that.</summary>
    Derived,

    /// <summary>A pointer with an identity appeared that belongs to nothing.</summary>
    Appeared,

    /// <summary>One more place holds it.</summary>
    Moved,

    /// <summary>A pointer to it was copied after it had ended.</summary>
    MovedStale,

    /// <summary>It was found not to be null.</summary>
    ProvedNotNull,

    /// <summary>It was found to be null: there is no object.</summary>
    WasNull,

    /// <summary>It was released.</summary>
    Released,

    /// <summary>It was lent to a function that returned.</summary>
    TakenBack,

    /// <summary>It ended because <see cref="LifetimeEvent.Other"/> did.</summary>
    EndedWithParent,

    /// <summary>It was overwritten where it lay.</summary>
    Overwritten,

    /// <summary>It was given into other hands, and need not be released.</summary>
    Transferred,

    /// <summary>The instruction made it unusable, without ending an object.</summary>
    Invalidated,

    /// <summary>Its place vanished with the frame that was left.</summary>
    VanishedWithFrame,

    /// <summary>No place holds it any more; it needed no release.</summary>
    Dropped,

    /// <summary>It must be released, and no place holds it any more.</summary>
    Forgotten,
}

/// <summary>Something that happened to an object.</summary>
/// <param name="Step">Index of the step that did it.</param>
/// <param name="Kind">What.</param>
/// <param name="Object">Index of the object.</param>
/// <param name="Other">Index of a second object that it says something about; -1 for none.</param>
/// <param name="Place">Where it appeared or was moved to; null for nowhere.</param>
public sealed record LifetimeEvent(int Step, LifetimeEventKind Kind, int Object, int Other = -1, ObjectPlace? Place = null);

/// <summary>A register of the frame that executes where the path stops.</summary>
/// <param name="Register">0 to 10.</param>
/// <param name="Object">Index of the object that it holds, held before that ended, or that lies where it points to.</param>
/// <param name="IsStale">That object ended.</param>
/// <param name="IsPointerToPlace">It points to the object's place on the stack.</param>
public readonly record struct RegisterUse(int Register, int Object, bool IsStale, bool IsPointerToPlace);
