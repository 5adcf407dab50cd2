namespace Vouch.Kernel.Rules;

/// <summary>Calls, where releases differ.</summary>
public sealed record CallRules
{
    /// <summary>
    /// Where the stack of a chain of calls is summed, global functions start to count frames again. In 7.1 and later; in 6.19 and
    /// before they count on.
    /// Evidence: delta 6.18 A8.
    /// </summary>
    public bool GlobalFunctionsCountAnew { get; init; } = true;
}
