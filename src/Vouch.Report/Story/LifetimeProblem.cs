using System.Collections.Generic;
using System.Linq;
using Vouch.Verifier.Rejections;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>A rejection that has to do with the life of an object.</summary>
/// <param name="Rule">The rule broken, seen from the object: one of <see cref="RuleCategory.Lifetime"/>.</param>
/// <param name="Object">Index of the object among the trace's; -1 for one that has no identity, or was never there.</param>
/// <param name="Register">The register that the rejection names; -1 for none.</param>
internal readonly record struct LifetimeProblem(Rule Rule, int Object, int Register);

/// <summary>Finds the object that a rejection is about.</summary>
internal static class LifetimeProblems
{
    /// <summary>A rejection by this rule may be about the life of an object; only a recording can tell.</summary>
    public static bool MayBe(Rule rule) => IsAboutLife(rule) || MayStemFromLife(rule);

    /// <summary>What is wrong, and with which object; null when no object of the path is concerned.</summary>
    public static LifetimeProblem? Find(Rejection rejection, LifetimeTrace trace)
    {
        Subject subject = rejection.Subject;
        return rejection.Rule switch
        {
            Rule.Leak or Rule.ReleasedTooEarly or Rule.OutOfOrder when subject.Kind == SubjectKind.Object =>
                Problem(rejection.Rule, new List<TracedObject>(trace.Objects).FindIndex(o => o.Id == unchecked((uint)subject.Number))),
            Rule.LastOwnerOverwritten => Problem(rejection.Rule, OverwrittenLast(trace)),
            Rule.UseAfterEnd => Problem(rejection.Rule, EndedArgument(trace)),
            Rule.MayBeNull or Rule.NotOwned or Rule.NeverMade when subject.Kind == SubjectKind.Register =>
                InRegister(subject.Number, rejection.Rule, trace),
            Rule rule when MayStemFromLife(rule) && subject.Kind == SubjectKind.Register => InRegister(subject.Number, Rule.None, trace),
            _ => null,
        };
    }

    private static bool IsAboutLife(Rule rule) => rule is Rule.Leak or Rule.UseAfterEnd or Rule.ReleasedTooEarly or Rule.LastOwnerOverwritten
        or Rule.NotOwned or Rule.MayBeNull or Rule.NeverMade or Rule.OutOfOrder;

    /// <summary>
    /// What ended leaves a number, or an empty register; and what was given away is no longer what a call wants. Where the object in the
    /// register is alive and the program's, something else is wrong.
    /// </summary>
    private static bool MayStemFromLife(Rule rule) => rule is Rule.NotMemory or Rule.ArgumentType or Rule.ArgumentTrust
        or Rule.NeitherReference or Rule.AllocatedObject or Rule.UnacquiredDynptr or Rule.UninitializedRegister;

    /// <param name="register">What the rejection names.</param>
    /// <param name="whenAlive">The rule broken when the object there is alive and the program's, or none is there.</param>
    /// <param name="trace">The path.</param>
    private static LifetimeProblem? InRegister(int register, Rule whenAlive, LifetimeTrace trace)
    {
        foreach (RegisterUse use in trace.Registers.Where(u => u.Register == register))
        {
            bool wasGiven = trace.Events.Any(e => e.Object == use.Object && e.Kind == LifetimeEventKind.Transferred);
            Rule rule = use.IsStale ? Rule.UseAfterEnd : wasGiven ? Rule.NotOwned : whenAlive;

            // Something is there, but not what the call wants.
            return rule is Rule.None or Rule.NeverMade ? null : Problem(rule, use.Object, register);
        }

        if (trace.NullRegisters.Contains(register))
        {
            return new LifetimeProblem(Rule.MayBeNull, -1, register);
        }

        return whenAlive is Rule.NotOwned or Rule.NeverMade ? new LifetimeProblem(whenAlive, -1, register) : null;
    }

    private static int OverwrittenLast(LifetimeTrace trace) =>
        trace.Events.LastOrDefault(e => e.Step == trace.Steps.Length - 1 && e.Kind == LifetimeEventKind.Overwritten)?.Object ?? -1;

    /// <summary>An object that came with the program's arguments, and is no longer there.</summary>
    private static int EndedArgument(LifetimeTrace trace) =>
        new List<TracedObject>(trace.Objects).FindIndex(o => o.Argument is not null && trace.Steps[^1].Before.Find(o.Id) is null);

    private static LifetimeProblem? Problem(Rule rule, int index, int register = -1) =>
        index < 0 ? null : new LifetimeProblem(rule, index, register);
}
