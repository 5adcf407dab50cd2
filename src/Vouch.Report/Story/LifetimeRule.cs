using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>What can be wrong with the life of an object.</summary>
public enum LifetimeRule
{
    /// <summary>Something acquired is not given back.</summary>
    Leak = 1,

    /// <summary>Something is used after it ended.</summary>
    UseAfterEnd = 2,

    /// <summary>Something is given back while something must still be given back that belongs to it.</summary>
    ReleasedTooEarly = 3,

    /// <summary>The last place is overwritten through which something can be given back.</summary>
    LastOwnerOverwritten = 4,

    /// <summary>Something is given back that the program does not own.</summary>
    NotOwned = 5,

    /// <summary>Something is used before it is known not to be null.</summary>
    MayBeNull = 6,

    /// <summary>Something is used that nothing made.</summary>
    NeverMade = 7,

    /// <summary>Something is given back before what was taken after it.</summary>
    OutOfOrder = 8,
}

/// <summary>A rejection that has to do with the life of an object.</summary>
/// <param name="Rule">What is wrong.</param>
/// <param name="Object">Index of the object among the trace's; -1 for one that has no identity, or was never there.</param>
/// <param name="Register">The register that the message names; -1 for none.</param>
internal readonly record struct LifetimeProblem(LifetimeRule Rule, int Object, int Register);

/// <summary>Finds the object that a rejection is about.</summary>
internal static class LifetimeProblems
{
    /// <summary>Messages that name the object by its id.</summary>
    private static readonly (Regex Pattern, LifetimeRule Rule)[] ById =
    [
        (new Regex(@"^Unreleased reference id=(\d+) ", RegexOptions.Multiline), LifetimeRule.Leak),
        (new Regex(@"^cannot restore irq state out of order, expected id=(\d+) "), LifetimeRule.OutOfOrder),
        (new Regex(@"^Leaking reference id=(\d+) ", RegexOptions.Multiline), LifetimeRule.ReleasedTooEarly),
    ];

    /// <summary>
    /// Messages that name the register: the first group plus a number, for older kernels count arguments from 0; and what is wrong when
    /// the object in it is alive, or there is none.
    /// </summary>
    private static readonly (Regex Pattern, int Added, LifetimeRule? WhenAlive)[] ByRegister =
    [
        (new Regex(@"^R(\d+) invalid mem access '\w+_or_null_?'"), 0, LifetimeRule.MayBeNull),
        (new Regex(@"^R(\d+) invalid mem access '"), 0, null),
        (new Regex(@"^R(\d+) type=\w+_or_null_? expected="), 0, LifetimeRule.MayBeNull),
        (new Regex(@"^R(\d+) type=\w+ expected="), 0, null),
        (new Regex(@"^Possibly NULL pointer passed to (?:trusted |helper )R(\d+)"), 0, LifetimeRule.MayBeNull),
        (new Regex(@"^Possibly NULL pointer passed to trusted arg(\d+)"), 1, LifetimeRule.MayBeNull),
        (new Regex(@"^Possibly NULL pointer passed to helper arg(\d+)"), 0, LifetimeRule.MayBeNull),
        (new Regex(@"^release (?:helper|kfunc) \S+ expects referenced PTR_TO_BTF_ID passed to R(\d+)"), 0, LifetimeRule.NotOwned),
        (new Regex(@"^R(\d+) must be referenced when passed to release function"), 0, LifetimeRule.NotOwned),
        (new Regex(@"^release kernel function \S+ expects (?=refcounted PTR_TO_BTF_ID)()"), 1, LifetimeRule.NotOwned),
        (new Regex(@"^k?func \S+#\d+ (?=reference has not been acquired before)()"), 1, LifetimeRule.NotOwned),
        (new Regex(@"^Expected an initialized dynptr as R(\d+)"), 0, LifetimeRule.NeverMade),
        (new Regex(@"^Expected an initialized dynptr as arg #(\d+)"), 1, LifetimeRule.NeverMade),
        (new Regex(@"^arg (\d+) is an unacquired reference"), 0, null),
        (new Regex(@"^expected an initialized (?:iter_\w+|irq flag) as R(\d+)"), 0, LifetimeRule.NeverMade),
        (new Regex(@"^expected an initialized (?:iter_\w+|irq flag) as arg ?#(\d+)"), 1, LifetimeRule.NeverMade),
        (new Regex(@"^R(\d+) must be (?:referenced or trusted|a rcu pointer)"), 0, null),
        (new Regex(@"^R(\d+) is neither owning or non-owning ref"), 0, null),
        (new Regex(@"^R(\d+) expected pointer to allocated object"), 0, null),
        (new Regex(@"^R(\d+) !read_ok"), 0, null),
    ];

    /// <summary>Messages that name neither.</summary>
    private static readonly (string Text, LifetimeRule Rule)[] ByText =
    [
        ("cannot overwrite referenced dynptr", LifetimeRule.LastOwnerOverwritten),
        ("CONST_PTR_TO_DYNPTR cannot be released", LifetimeRule.NotOwned),
        ("cannot release unowned const bpf_dynptr", LifetimeRule.NotOwned),
        ("Reference may already be released", LifetimeRule.UseAfterEnd),
        ("cannot be used inside bpf_local_irq_save-ed region", LifetimeRule.Leak),
    ];

    /// <summary>The message may be about the life of an object; only a recording can tell.</summary>
    public static bool MayBe(string message) =>
        ById.Any(row => row.Pattern.IsMatch(message))
        || ByRegister.Any(row => row.Pattern.IsMatch(FirstLine(message)))
        || ByText.Any(row => message.Contains(row.Text, System.StringComparison.Ordinal));

    /// <summary>What is wrong, and with which object; null when no object of the path is concerned.</summary>
    public static LifetimeProblem? Find(string message, LifetimeTrace trace)
    {
        foreach ((Regex pattern, LifetimeRule rule) in ById)
        {
            if (pattern.Match(message) is { Success: true } match)
            {
                uint id = uint.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                return Problem(rule, trace.Objects.Select(o => o.Id).ToImmutableArray().IndexOf(id));
            }
        }

        foreach ((Regex pattern, int added, LifetimeRule? whenAlive) in ByRegister)
        {
            if (pattern.Match(FirstLine(message)) is { Success: true } match)
            {
                int number = match.Groups[1].Length == 0 ? 0 : int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                return InRegister(number + added, whenAlive, trace);
            }
        }

        foreach ((string text, LifetimeRule rule) in ByText)
        {
            if (message.Contains(text, System.StringComparison.Ordinal))
            {
                return WithoutName(rule, trace);
            }
        }

        return null;
    }

    private static LifetimeProblem? InRegister(int register, LifetimeRule? whenAlive, LifetimeTrace trace)
    {
        foreach (RegisterUse use in trace.Registers.Where(u => u.Register == register))
        {
            bool wasGiven = trace.Events.Any(e => e.Object == use.Object && e.Kind == LifetimeEventKind.Transferred);
            LifetimeRule? rule = use.IsStale ? LifetimeRule.UseAfterEnd : wasGiven ? LifetimeRule.NotOwned : whenAlive;

            // Something is there, but not what the call wants.
            return rule is { } found and not LifetimeRule.NeverMade ? Problem(found, use.Object, register) : null;
        }

        if (trace.NullRegisters.Contains(register))
        {
            return new LifetimeProblem(LifetimeRule.MayBeNull, -1, register);
        }

        return whenAlive is LifetimeRule.NotOwned or LifetimeRule.NeverMade ? new LifetimeProblem(whenAlive.Value, -1, register) : null;
    }

    private static LifetimeProblem? WithoutName(LifetimeRule rule, LifetimeTrace trace)
    {
        int last = trace.Steps.Length - 1;
        List<TracedObject> objects = [.. trace.Objects];
        int found = rule switch
        {
            LifetimeRule.LastOwnerOverwritten =>
                trace.Events.LastOrDefault(e => e.Step == last && e.Kind == LifetimeEventKind.Overwritten)?.Object ?? -1,
            LifetimeRule.UseAfterEnd => objects.FindIndex(o => o.Argument is not null && trace.Steps[last].Before.Find(o.Id) is null),
            LifetimeRule.Leak => objects.FindLastIndex(o => o.Kind == ObjectWords.IrqFlag && trace.Steps[last].Before.Find(o.Id) is not null),
            _ => trace.Registers.Where(u => u.Register == 1).Select(u => u.Object).DefaultIfEmpty(-1).First(),
        };
        return Problem(rule, found);
    }

    private static LifetimeProblem? Problem(LifetimeRule rule, int index, int register = -1) =>
        index < 0 ? null : new LifetimeProblem(rule, index, register);

    private static string FirstLine(string message) => message.Split('\n', 2)[0];
}
