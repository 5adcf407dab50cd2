using System.Text.Json;
using Vouch.Verifier.Rejections;

namespace Vouch.Report.Json;

/// <summary>The rule that a rejected program breaks.</summary>
/// <param name="Id">The stable name, such as <c>VCH-MEM-003</c>.</param>
/// <param name="Category">What the rule is about.</param>
/// <param name="Meaning">What programs must keep.</param>
public sealed record RuleReference(string Id, string Category, string Meaning)
{
    /// <summary>The entry of a rejection's rule; null for none.</summary>
    public static RuleReference? Of(Rejection? rejection) => rejection is not { } found
        ? null
        : new RuleReference(found.Entry.Id, JsonNamingPolicy.CamelCase.ConvertName(found.Entry.Category.ToString()), found.Entry.Meaning);
}

/// <summary>What a rejected program breaks a rule with.</summary>
/// <param name="Kind">What it is: register, stackSlot, object, argument, instruction, subprogram, function, map, field or type.</param>
/// <param name="Number">Its number, where it has one.</param>
/// <param name="Name">Its name, where it has one.</param>
public sealed record SubjectEntry(string Kind, int? Number, string? Name)
{
    /// <summary>The entry of a rejection's subject; null for none.</summary>
    public static SubjectEntry? Of(Rejection? rejection) => rejection is not { Subject: { Kind: not SubjectKind.None } subject }
        ? null
        : new SubjectEntry(
            JsonNamingPolicy.CamelCase.ConvertName(subject.Kind.ToString()), subject.HasNumber ? subject.Number : null, subject.Name);
}
