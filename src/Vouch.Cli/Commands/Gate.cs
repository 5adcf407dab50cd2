using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Report.Stat;

namespace Vouch.Cli.Commands;

/// <summary>When a run is a failure, and which exit code says so. Where nothing was checked, nothing is fine.</summary>
internal sealed class Gate
{
    private const string Rejected = "rejected", Unknown = "unknown", Unreadable = "unreadable", Empty = "empty", Unsafe = "unsafe";

    /// <summary>What a run may be failed for.</summary>
    public static string[] Conditions { get; } = [Rejected, Unknown, Unreadable, Empty, Unsafe];

    private readonly HashSet<string> failing;

    private Gate(IEnumerable<string> failing) => this.failing = [.. failing];

    /// <summary>Fails for everything but what the kernel accepts and is not safe.</summary>
    public static Gate Default { get; } = new(Conditions.Except([Unsafe]));

    /// <summary>Fails for nothing but defects of Vouch.</summary>
    public static Gate Open { get; } = new([]);

    public static Option<string[]> FailOnOption() => new("--fail-on")
    {
        Description = $"What gives another exit code than 0, comma-separated: {string.Join(", ", Conditions)} (accepted, but a use after free). Replaces the command's own list.",
        HelpName = "LIST",
        DefaultValueFactory = _ => [],
    };

    public static Option<bool> AllowEmptyOption() => new("--allow-empty")
    {
        Description = "To check nothing is fine: no program is wanted, or an object has none.",
    };

    /// <summary>The gate that the options ask for.</summary>
    /// <exception cref="ArgumentException">A condition is not known.</exception>
    public static Gate Of(IEnumerable<string> failOn, bool allowsEmpty, Gate otherwise)
    {
        List<string> named = [.. failOn.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        if (named.Except(Conditions).FirstOrDefault() is { } strange)
        {
            throw new ArgumentException($"--fail-on: '{strange}' is none of {string.Join(", ", Conditions)}");
        }

        Gate gate = named.Count > 0 ? new Gate(named) : otherwise;
        return allowsEmpty ? new Gate(gate.failing.Except([Empty])) : gate;
    }

    /// <summary>The exit code. Of several the most severe: internal error, unreadable, unknown, rejected, nothing checked.</summary>
    public ExitCode CodeOf(IReadOnlyList<ObjectReport> reports, StatFilter filter)
    {
        bool Any(string condition, params Outcome[] outcomes) =>
            failing.Contains(condition) && reports.Any(r => r.Programs.Any(p => outcomes.Contains(p.Outcome)));

        return reports.Any(r => r.Status == ObjectStatus.Failed || r.Programs.Any(p => p.Outcome == Outcome.InternalError)) ? ExitCode.Internal
            : failing.Contains(Unreadable) && reports.Any(r => r.Status == ObjectStatus.Unreadable) ? ExitCode.Unreadable
            : Any(Unknown, Outcome.NotSupported) ? ExitCode.Unknown
            : Any(Rejected, Outcome.Rejected, Outcome.NotPrepared) ? ExitCode.Rejected
            : failing.Contains(Unsafe) && reports.Any(r => r.Programs.Any(p => p.Warning is not null)) ? ExitCode.Rejected
            : failing.Contains(Empty) && EmptyReasons(reports, filter).Any() ? ExitCode.Usage
            : ExitCode.Success;
    }

    /// <summary>Says what was not checked although somebody asked for it, each in a line; empty where empty is fine.</summary>
    public IEnumerable<string> Complaints(IReadOnlyList<ObjectReport> reports, StatFilter filter) =>
        failing.Contains(Empty) ? EmptyReasons(reports, filter) : [];

    private static IEnumerable<string> EmptyReasons(IReadOnlyList<ObjectReport> reports, StatFilter filter)
    {
        const int Shown = 20;
        List<string> names = [.. reports.SelectMany(r => r.ProgramNames).Distinct()];
        string there = names.Count == 0 ? "there is none at all"
            : "there are: " + string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
        foreach (string pattern in filter.Unmatched)
        {
            yield return $"no program matches '{pattern.TrimStart('/')}'; {there}";
        }

        foreach (ObjectReport report in reports.Where(r => r.Status == ObjectStatus.Processed && r.ProgramNames.Count == 0))
        {
            yield return $"{report.Path}: there is no program in it";
        }

        if (!filter.Unmatched.Any() && names.Count > 0 && reports.All(r => r.Programs.Count == 0 && r.Status is ObjectStatus.Processed or ObjectStatus.Unwanted))
        {
            yield return $"the filters leave no program to check; {there}";
        }
        else if (names.Count == 0 && reports.All(r => r.Status == ObjectStatus.Unwanted))
        {
            yield return "the filters leave no file to check";
        }
    }
}
