using System.Collections.Immutable;
using Vouch.Bytecode.Loading;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>The story of something that has no identity: the program never owned it, it was never made, or it is null.</summary>
internal static class UnknownObjectStory
{
    /// <summary>Longer expressions are not repeated.</summary>
    private const int MaxExpression = 40;

    /// <summary>The story; null when the instruction that fails is no call, and no call gave it its null.</summary>
    public static LifetimeStory? Tell(LoadRequest request, LifetimeTrace trace, LifetimeProblem problem)
    {
        var code = new ProgramCode(request);
        var source = new SourceText(request, code);
        return problem.Rule == Rule.MayBeNull
            ? OfNull(request, trace, code, source, problem.Register)
            : OfCall(trace, code, source, problem);
    }

    private static LifetimeStory? OfCall(LifetimeTrace trace, ProgramCode code, SourceText source, LifetimeProblem problem)
    {
        int step = trace.Steps.Length - 1, instruction = trace.Steps[step].Instruction;
        if (code.CalleeOf(instruction) is not { } callee)
        {
            return null;
        }

        string? expression = source.LineOf(instruction) is { } line ? SourceText.ExpressionOf(line.Text, callee, problem.Register - 1) : null;
        string title = expression is { Length: > 0 and < MaxExpression } ? $"`{expression}`" : $"what r{problem.Register} holds";
        bool isUnowned = problem.Rule == Rule.NotOwned;
        return new LifetimeStory
        {
            Rule = RuleCatalogue.IdOf(problem.Rule),
            Headline = isUnowned
                ? $"{title} is passed to {callee}, but the program does not own it"
                : $"{title} is passed to {callee}, but nothing made it on this path",
            Spans = [Span(trace, code, source, step, isUnowned ? $"{title} is not the program's" : $"nothing made {title} before") with { IsError = true }],
            Why = isUnowned
                ? $"{callee} takes only what the program acquired, or was handed over; this was neither."
                : "The stack where it should lie holds something else, or nothing yet.",
            Fixes = [isUnowned ? $"leave out the call of {callee}, or acquire it first" : "make it first, on every path that comes to this call"],
            Trace = trace,
        };
    }

    private static LifetimeStory? OfNull(LoadRequest request, LifetimeTrace trace, ProgramCode code, SourceText source, int register)
    {
        int origin = NullOrigin.Find(request, trace, register), step = trace.Steps.Length - 1;
        if (origin < 0 || code.CalleeOf(trace.Steps[origin].Instruction) is not { } callee)
        {
            return null;
        }

        var names = new ObjectNames(trace, code, source);
        string title = names.NameInUse(step, register) is { } name ? $"`{name}`" : $"what r{register} holds";
        ImmutableArray<StorySpan> spans =
        [
            Span(trace, code, source, origin, $"{callee} gives NULL on this path"),
            Span(trace, code, source, step, $"{title} is used here") with { IsError = true },
        ];
        return new LifetimeStory
        {
            Rule = RuleCatalogue.IdOf(Rule.MayBeNull),
            Headline = $"{title} is used where it is NULL",
            Spans = spans,
            Branches = StoryBuilder.Branches(trace, code, source, origin),
            Why = $"{callee} gives NULL when it fails, and nothing on this path looks.",
            Fixes = [$"compare {title} with NULL first, and use it only where it is not NULL"],
            Trace = trace,
        };
    }

    private static StorySpan Span(LifetimeTrace trace, ProgramCode code, SourceText source, int step, string label)
    {
        int instruction = trace.Steps[step].Instruction;
        return new StorySpan(step, instruction, code.TextOf(instruction), source.LineOf(instruction), label, IsError: false);
    }
}
