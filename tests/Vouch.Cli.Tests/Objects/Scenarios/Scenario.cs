using System.Collections.Generic;

namespace Vouch.Cli.Tests.Objects.Scenarios;

/// <summary>How a verification must end.</summary>
/// <param name="Message">The first line that states the rejection, or null when the program is accepted.</param>
/// <param name="Sources">Who says so, as the table's head explains.</param>
internal sealed record Expectation(string? Message, IReadOnlyList<string> Sources);

/// <summary>The objects that must be held around an instruction.</summary>
/// <param name="Models">The object models that draw this tree.</param>
/// <param name="Instruction">The instruction's number.</param>
/// <param name="IsAfter">Whether the tree is drawn after the instruction rather than before.</param>
/// <param name="Text">The drawing, or one drawing for each visit, in order, when there are several.</param>
internal sealed record ExpectedTree(IReadOnlyList<string> Models, int Instruction, bool IsAfter, string Text);

/// <summary>What the story of a rejection must tell.</summary>
/// <param name="Rule">What is wrong.</param>
/// <param name="Made">The instruction that made the object; null where it has no such, or there is no object.</param>
/// <param name="Ended">The instruction that ended it; null where it is still alive.</param>
/// <param name="Wrong">The instruction that went wrong.</param>
internal sealed record ExpectedStory(string Rule, int? Made, int? Ended, int? Wrong);

/// <summary>One program and what each object model says of it under each rule for callbacks.</summary>
internal sealed record Scenario(string Name, string Object, string Program)
{
    /// <summary>By object model and callback rule.</summary>
    public Dictionary<(string Model, string Callbacks), Expectation> Expectations { get; } = [];

    public List<ExpectedTree> Trees { get; } = [];

    /// <summary>Null when it is accepted, or rejected for a reason that has nothing to do with the life of an object.</summary>
    public ExpectedStory? Story { get; set; }
}
