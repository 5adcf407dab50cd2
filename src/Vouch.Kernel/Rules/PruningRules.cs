namespace Vouch.Kernel.Rules;

/// <summary>
/// When checkpoints are stored and given up, where releases differ. Two jumps and eight instructions between two of them, twenty and a
/// hundred near an unfinished one, and three misses for a hit are the same in all releases.
/// </summary>
public sealed record PruningRules
{
    /// <summary>
    /// While a loop is unfinished, a register or a byte of stack that the older state did not have may be anything in the current one. In 7.1 and
    /// later; in 6.19 and before they must be alike there too. Evidence: delta 6.18 X4.
    /// </summary>
    public bool LoopsForgiveUnused { get; init; } = true;

    /// <summary>
    /// The upper half of a slot, where a number may be spilled, is compared as a number of its own. In 7.1 and later; in 6.19 and before only whole
    /// slots are. Evidence: delta 6.18 X7.
    /// </summary>
    public bool ComparesHalfSlots { get; init; } = true;

    /// <summary>
    /// Iterators are alike only if both may be trusted, or neither. In 7.1 and later. Evidence: delta 6.18 X7.
    /// </summary>
    public bool ComparesIteratorTrust { get; init; } = true;

    /// <summary>
    /// Jumps on a path without a checkpoint after which one is stored in any case. 40 in 6.12 and later. In 6.1 and 5.10 there
    /// is no such limit: <see cref="int.MaxValue"/>. Evidence: delta 6.12 (what is the same), delta 6.1 H1, X8.
    /// </summary>
    public int JumpsWithoutCheckpoint { get; init; } = 40;

    /// <summary>
    /// Misses for each hit after which the checkpoint at an unfinished loop's head is given up. 64 in 6.12 and later, so that loops
    /// can converge at it. In 6.1 and 5.10 the same 3 as elsewhere. Evidence: delta 6.12 (what is the same), delta 6.1 X8.
    /// </summary>
    public int MissesPerHitAtLoopHeads { get; init; } = 64;

    /// <summary>
    /// A callback that is entered again in a state seen before closes a loop, so precision is handed round it once all its paths are explored.
    /// In 6.19 and later; in 6.18 and before the path just ends. Evidence: delta 6.18 X8.
    /// </summary>
    public bool CallbackRoundsAreLoops { get; init; } = true;

    /// <summary>
    /// Where numbers of two states are compared, the id of each is paired on its own: a number of the older state that is linked to none
    /// must not be linked in the current one to another that is compared, and the id of a sum tells nothing of what it is a sum of. In 7.0 and
    /// before, but for a later fix in 6.12; else links that only the current state has are welcome, and a sum's base is paired as well.
    /// Evidence: delta 6.18 X6, X10, delta 6.12 X12.
    /// </summary>
    public bool PairsLinksOneByOne { get; init; }

    /// <summary>
    /// Maps that were found in maps of maps are paired as other objects are. In 7.3; in 7.2 and before both states must have found them by the
    /// same lookup. Evidence: delta 6.18 S4.
    /// </summary>
    public bool PairsInnerMaps { get; init; } = true;
}
