namespace Vouch.Kernel.Rules;

/// <summary>Which numbers' exact values count, and which are forgotten, where releases differ.</summary>
public sealed record PrecisionRules
{
    /// <summary>
    /// Going back over an atomic operation that loads the old value finds where that register came from. In 7.1 and later; in 6.19 and before it
    /// is a store like any other, and the register goes on being looked for. Evidence: delta 6.18 P8.
    /// </summary>
    public bool FindsFetchedValues { get; init; } = true;

    /// <summary>
    /// What is asked for of R1 to R5 behind a callback that ends is asked for before it as well. In 7.3; in 7.2 and before it is dropped where
    /// the way back enters the callback. Evidence: delta 6.18 P8.
    /// </summary>
    public bool LooksBehindCallbacks { get; init; } = true;

    /// <summary>
    /// That an argument is null, where it may be, counts: its value is precise. In 7.3; in 7.2 and before a path with null and one with another
    /// number may be taken for the same. Evidence: delta 6.18 P9.
    /// </summary>
    public bool MarksNullArguments { get; init; } = true;

    /// <summary>
    /// Numbers of two rounds of a loop are alike only if what they are linked to is alike as well, so that others are forgotten. In 6.19 and before;
    /// in 7.1 and later links do not count. Evidence: delta 6.18 P10.
    /// </summary>
    public bool WidensWhereLinksDiffer { get; init; }
}
