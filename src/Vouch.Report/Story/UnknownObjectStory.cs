using Vouch.Bytecode.Objects;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>The story of something that has no identity, for the program never owned it, or that was never made.</summary>
internal static class UnknownObjectStory
{
    /// <summary>Longer expressions are not repeated.</summary>
    private const int MaxExpression = 40;

    /// <summary>The story; null when the failing instruction is no call, or none of a known place.</summary>
    public static LifetimeStory? Tell(LoadRequest request, LifetimeTrace trace, LifetimeProblem problem)
    {
        var code = new ProgramCode(request);
        var source = new SourceText(request, code);
        int step = trace.Steps.Length - 1, instruction = trace.Steps[step].Instruction;
        if (code.CalleeOf(instruction) is not { } callee)
        {
            return null;
        }

        string? expression = source.LineOf(instruction) is { } line ? SourceText.ExpressionOf(line.Text, callee, problem.Register - 1) : null;
        string title = expression is { Length: > 0 and < MaxExpression } ? $"`{expression}`" : $"what r{problem.Register} holds";
        bool isUnowned = problem.Rule == LifetimeRule.NotOwned;
        string label = isUnowned ? $"{title} is not the program's" : $"nothing made {title} before";
        return new LifetimeStory
        {
            Rule = StoryBuilder.RuleId(problem.Rule),
            Headline = isUnowned
                ? $"{title} is passed to {callee}, but the program does not own it"
                : $"{title} is passed to {callee}, but nothing made it on this path",
            Spans = [new StorySpan(step, instruction, code.TextOf(instruction), source.LineOf(instruction), label, IsError: true)],
            Why = isUnowned
                ? $"{callee} takes only what the program acquired, or was handed over; this was neither."
                : "The stack where it should lie holds something else, or nothing yet.",
            Fixes = [isUnowned ? $"leave out the call of {callee}, or acquire it first" : $"make it first, on every path that comes to this call"],
            Trace = trace,
        };
    }
}
