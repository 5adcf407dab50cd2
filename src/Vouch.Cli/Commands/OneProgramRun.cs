using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Kernel;
using Vouch.Report;

namespace Vouch.Cli.Commands;

/// <summary>A run of one program, as commands do that look at it closely.</summary>
/// <param name="Kernel">The kernel that was asked.</param>
/// <param name="Reports">One, unless the file carries several objects.</param>
/// <param name="Code">What the process returns.</param>
internal sealed record OneProgramRun(KernelProfile Kernel, IReadOnlyList<ObjectReport> Reports, int Code)
{
    /// <summary>One; none when the file could not be read.</summary>
    public IEnumerable<ProgramReport> Programs => Reports.SelectMany(r => r.Programs);

    /// <summary>Runs it, and complains of a file that cannot be read.</summary>
    /// <exception cref="ArgumentException">There is no program of the name, or several.</exception>
    public static OneProgramRun Of(RunOptions options, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        var run = new VerificationRun(options);
        using var interruption = new Interruption();
        IReadOnlyList<string> missing = run.Run(reports.Add, interruption.Token);
        if (interruption.Code is { } code)
        {
            RunComplaints.OfMissing(terminal, missing, options.Files.Count);
            return new OneProgramRun(run.Kernel, [], code);
        }

        RunComplaints.OfFailures(terminal, reports);
        RequireOne(options, reports);
        return new OneProgramRun(run.Kernel, reports, (int)Gate.Default.CodeOf(reports, options.Filter));
    }

    private static void RequireOne(RunOptions options, List<ObjectReport> reports)
    {
        List<ProgramReport> programs = [.. reports.SelectMany(r => r.Programs)];
        if (programs.Count == 1 || reports.Any(r => r.Status is ObjectStatus.Unreadable or ObjectStatus.Failed))
        {
            return;
        }

        List<string> names = [.. reports.SelectMany(r => r.ProgramNames).Distinct()];
        throw new ArgumentException(
            names.Count == 0 ? $"{options.Files[0]}: there is no program in it"
            : programs.Count == 0 ? $"{options.Files[0]} has no such program; there are: {string.Join(", ", names)}"
            : $"{options.Files[0]} has several programs; name one: {string.Join(", ", programs.Select(p => p.ProgramName))}");
    }
}
