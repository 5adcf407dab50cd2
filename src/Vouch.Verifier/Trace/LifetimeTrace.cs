using System.Collections.Immutable;

namespace Vouch.Verifier.Trace;

/// <summary>What was recorded of a verification, as asked for with <see cref="Recording"/>.</summary>
public sealed record LifetimeTrace
{
    /// <summary>Visits of the instruction asked about, in the order of exploration.</summary>
    public ImmutableArray<InstructionVisit> Visits { get; init; } = [];

    /// <summary>Paths begun, those included that ended where another one had covered them.</summary>
    public int Paths { get; init; }
}

/// <summary>One execution of an instruction on one path.</summary>
/// <param name="Path">The path, counted from 1 in the order of exploration.</param>
/// <param name="Before">The objects before the instruction.</param>
/// <param name="After">The objects after it; null when it rejected the program. A branch that goes both ways shows the way followed first.</param>
public sealed record InstructionVisit(int Path, ObjectTree Before, ObjectTree? After);
