namespace Vouch.Verifier.Rejections;

/// <summary>Which rule a program breaks, and with what.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Subject">What is concerned; of kind <see cref="SubjectKind.None"/> where it is nothing that can be named.</param>
public readonly record struct Rejection(Rule Rule, Subject Subject)
{
    /// <summary>The rule's id and meaning.</summary>
    public RuleEntry Entry => RuleCatalogue.Find(Rule);
}
