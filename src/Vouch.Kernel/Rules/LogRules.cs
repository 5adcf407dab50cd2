namespace Vouch.Kernel.Rules;

/// <summary>What the log shows, where releases differ. The wording of messages is in the phrase books.</summary>
public sealed record LogRules
{
    /// <summary>
    /// That a global function is verified, or taken for granted, is logged with paths only. In 6.19 and later; in 6.18 and before at every level.
    /// Evidence: delta 6.18 L1.
    /// </summary>
    public bool NamesGlobalFunctionsWithPaths { get; init; } = true;

    /// <summary>
    /// Some rejections are followed by a report: a heading, the reason in a sentence. Since 7.3; before the log goes straight to the
    /// closing lines. Evidence: delta 6.18, section 0.
    /// </summary>
    public bool ExplainsRejections { get; init; } = true;

    /// <summary>
    /// The closing lines give the deepest stack and a line with counts for each function. Since 7.3; before only the stack depth of
    /// every function, joined by plus signs. Evidence: delta 6.18 L6.
    /// </summary>
    public bool CountsByFunction { get; init; } = true;

    /// <summary>
    /// The list of live registers remarks which narrow results are read whole later. Since 7.3. Evidence: delta 6.18 L3.
    /// </summary>
    public bool RemarksZeroExtensions { get; init; } = true;
}
