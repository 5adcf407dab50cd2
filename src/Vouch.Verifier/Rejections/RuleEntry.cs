namespace Vouch.Verifier.Rejections;

/// <summary>A rule as users see it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Meaning">What a program must keep, in one sentence.</param>
public sealed record RuleEntry(Rule Rule, string Meaning)
{
    /// <summary>The stable name: <c>VCH-MEM-003</c>.</summary>
    public string Id { get; } = RuleCatalogue.IdOf(Rule);

    public RuleCategory Category { get; } = RuleCatalogue.CategoryOf(Rule);
}
