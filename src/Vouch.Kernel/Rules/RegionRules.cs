namespace Vouch.Kernel.Rules;

/// <summary>Regions in which a program may not sleep, where releases differ.</summary>
public sealed record RegionRules
{
    /// <summary>
    /// RCU read sections nest. In 6.19 and later; in 6.18 and before a second lock is refused, and the first unlock ends the section.
    /// Evidence: delta 6.18 C30.
    /// </summary>
    public bool NestsRcuSections { get; init; } = true;

    /// <summary>
    /// Regions without preemption or interrupts protect what RCU does, and what is protected ends with the last region of any kind. In
    /// 7.3 (step by step since 7.1); before only RCU sections and locks protect, and only the end of an RCU section ends it.
    /// Evidence: delta 6.18 C31, O2.
    /// </summary>
    public bool EveryRegionProtectsRcu { get; init; } = true;
}
