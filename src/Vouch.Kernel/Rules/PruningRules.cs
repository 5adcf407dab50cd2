namespace Vouch.Kernel.Rules;

/// <summary>
/// When checkpoints are stored and given up, where releases differ. Two jumps and eight instructions between two of them, twenty and a
/// hundred near an unfinished one, and three misses for a hit are the same in all releases.
/// </summary>
public sealed record PruningRules
{
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
}
