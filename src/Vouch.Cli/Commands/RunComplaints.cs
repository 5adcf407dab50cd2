using System.Collections.Generic;
using System.Linq;
using Vouch.Cli.Running;

namespace Vouch.Cli.Commands;

/// <summary>What a run has to say on the error side.</summary>
internal static class RunComplaints
{
    private const int Shown = 10;

    /// <summary>Files that could not be read.</summary>
    public static void OfFailures(Terminal terminal, IEnumerable<ObjectReport> reports)
    {
        foreach (ObjectReport report in reports.Where(r => r.Status is ObjectStatus.Unreadable or ObjectStatus.Failed))
        {
            terminal.Complain($"{report.Path}: {report.Message}");
        }
    }

    /// <summary>An interrupted run: what it did not come to.</summary>
    public static void OfMissing(Terminal terminal, IReadOnlyList<string> missing, int files)
    {
        string names = string.Join(", ", missing.Take(Shown)) + (missing.Count > Shown ? $" and {missing.Count - Shown} more" : "");
        terminal.Complain($"interrupted; {missing.Count} of {files} files are not done" + (missing.Count > 0 ? ": " + names : ""));
    }
}
