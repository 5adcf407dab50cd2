using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Report;

namespace Vouch.Cli.Running;

/// <summary>
/// Source files as they are called here: compilers record paths of the machine that they ran on. <c>FROM=TO</c> puts TO in the place of the
/// beginning FROM; FROM alone takes it away.
/// </summary>
internal sealed class SourceRoots
{
    private readonly List<(string From, string To)> rules;

    /// <exception cref="ArgumentException">A rule is empty.</exception>
    public SourceRoots(IEnumerable<string> rules) => this.rules = [.. rules.Select(Parse)];

    /// <summary>The report with its places renamed.</summary>
    public ProgramReport Apply(ProgramReport report) => rules.Count == 0 ? report : report with
    {
        Place = Apply(report.Place),
        Warning = report.Warning is { } warning ? warning with { Place = Apply(warning.Place) } : null,
    };

    /// <summary>The path as it is called here.</summary>
    public string Apply(string path)
    {
        foreach ((string from, string to) in rules)
        {
            if (path.StartsWith(from, StringComparison.Ordinal) && (path.Length == from.Length || from.EndsWith('/') || path[from.Length] == '/'))
            {
                string rest = path[from.Length..].TrimStart('/');
                return to.Length == 0 ? rest : to.TrimEnd('/') + "/" + rest;
            }
        }

        return path;
    }

    private SourcePlace? Apply(SourcePlace? place) => place is null ? null : place with { File = Apply(place.File) };

    private static (string From, string To) Parse(string rule)
    {
        int equals = rule.IndexOf('=', StringComparison.Ordinal);
        (string from, string to) = equals < 0 ? (rule, "") : (rule[..equals], rule[(equals + 1)..]);
        return from.Length > 0 ? (from, to) : throw new ArgumentException($"--source-root: '{rule}' does not say what to replace");
    }
}
