namespace Vouch.Kernel.Rules;

/// <summary>Numbers known to be equal or a constant apart, where releases differ.</summary>
public sealed record LinkRules
{
    /// <summary>
    /// A branch narrows at most this many registers and slots together; what is linked beyond them is so no longer. Five in 7.2 and
    /// later, six in 7.1 and before. Evidence: delta 6.18 P3.
    /// </summary>
    public int MostTogether { get; init; } = 5;

    /// <summary>
    /// Registers that are not read any more are narrowed too, so they take the place of others. In 6.18 and before; since 6.19 they are
    /// left out. Evidence: delta 6.18 P3.
    /// </summary>
    public bool CountsDeadRegisters { get; init; }

    /// <summary>
    /// A jump whose way is known gathers what is linked with its operands as well, so that what finds no room is linked no longer. In
    /// 7.3; in 7.2 and before only a jump that goes both ways does. Evidence: delta 6.18 P4.
    /// </summary>
    public bool GathersAtDecidedJumps { get; init; } = true;

    /// <summary>
    /// A number that is taken back from the stack gets an id first, which links it with its slot. In 7.1 and later; in 7.0 and before it is
    /// copied with the id it has. Evidence: delta 6.18 P5.
    /// </summary>
    public bool StartsAtFills { get; init; } = true;

    /// <summary>
    /// A number keeps its links when its sign is extended by the load that takes it from the stack, though it may be another number
    /// then. In 7.0 and before. Evidence: delta 6.18 P6.
    /// </summary>
    public bool SurvivesSignExtendingFills { get; init; }

    /// <summary>
    /// An id that only one number carries is dropped before a checkpoint is stored. In 7.1 and later. Evidence: delta 6.18 P7.
    /// </summary>
    public bool DropsSingleIds { get; init; } = true;

    /// <summary>
    /// A number whose link ends keeps the distance it had. The distance counts where two states must be the same, and again when the
    /// number is linked anew, though it means nothing then. In 6.19 and before, but for a later fix in 6.12.
    /// Evidence: delta 6.18 X5, delta 6.12 P1.
    /// </summary>
    public bool KeepsStaleDistances { get; init; }

    /// <summary>
    /// Behind a jump the log shows what was narrowed along with its operands. In 7.1 and later; in 6.19 and before only the operands are
    /// shown. Evidence: delta 6.18 L5.
    /// </summary>
    public bool ShowsWhatFollows { get; init; } = true;
}
