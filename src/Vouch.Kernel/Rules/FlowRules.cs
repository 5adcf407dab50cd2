namespace Vouch.Kernel.Rules;

/// <summary>What is worked out of the program's text before paths are explored, where releases differ.</summary>
public sealed record FlowRules
{
    /// <summary>
    /// Registers that hold the same 32-bit constant on every path are found first, and branches that they decide are not followed. In 7.1 and later;
    /// in 6.19 and before constant conditions are explored and printed as they stand. Evidence: delta 6.18 F1.
    /// </summary>
    public bool FoldsConstants { get; init; } = true;

    /// <summary>
    /// What each function reads of stacks is worked out first, callees before callers, so that recursion is found there as well. In 7.1 and later; in
    /// 6.19 and before only exploring tells, and recursion ends at the depth of frames. Evidence: delta 6.18 F1, F3, L3.
    /// </summary>
    public bool AnalysesStackFirst { get; init; } = true;

    /// <summary>
    /// A fastcall pattern ends where some jump goes into it. In 7.1 and later; in 6.19 and before jumps are not looked at. Evidence: delta 6.18 F2.
    /// </summary>
    public bool JumpsEndFastcallPatterns { get; init; } = true;

    /// <summary>
    /// An instruction that runs a callback is a component of its own, so that its rounds are a loop. In 6.19 and later. Evidence: delta 6.18 F7.
    /// </summary>
    public bool CallbackCallsAreLoops { get; init; } = true;

    /// <summary>
    /// A tail call or a packet load within a function may end that function. In 7.1 and later; in 6.19 and before nothing but the next
    /// instruction follows. Evidence: delta 6.18 F2.
    /// </summary>
    public bool HiddenExitsHaveEdges { get; init; } = true;
}
