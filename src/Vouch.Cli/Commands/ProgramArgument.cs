using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary>The operand of commands that look at one program: <c>OBJECT:PROGRAM</c>.</summary>
internal static class ProgramArgument
{
    public static Argument<string> Create() => new("OBJECT:PROGRAM")
    {
        Description = "The object and one of its programs; ':PROGRAM' may be left out when there is only one.",
    };

    /// <summary>The run that verifies the program.</summary>
    public static RunOptions RunOf(ParseResult parsed, Argument<string> place, SharedOptions shared, VerifierOptions verifier)
    {
        (string file, string? program) = ProgramPlace.Split(parsed.GetRequiredValue(place));
        return new RunOptions
        {
            Files = [file],
            Filter = new StatFilter(program is null ? [] : ["/" + program]),
            Kernel = parsed.GetRequiredValue(shared.Kernel),
            ModuleTypes = parsed.GetRequiredValue(shared.ModuleTypes),
            RuleChange = shared.RuleChangeOf(parsed),
            Target = parsed.GetValue(shared.Target),
            TargetFunction = parsed.GetValue(shared.TargetFunction),
            Jobs = 1,
            Verifier = verifier,
        };
    }

    /// <summary>There is one program, unless the file could not be read.</summary>
    /// <exception cref="ArgumentException">There is none of the name, or several.</exception>
    public static void RequireOne(RunOptions options, IReadOnlyList<ObjectReport> reports)
    {
        List<ProgramReport> programs = [.. reports.SelectMany(r => r.Programs)];
        if (reports.All(r => r.Status == ObjectStatus.Processed) && programs.Count != 1)
        {
            throw new ArgumentException(programs.Count == 0
                ? $"{options.Files[0]} has no such program"
                : $"{options.Files[0]} has several programs; name one: {string.Join(", ", programs.Select(p => p.ProgramName))}");
        }
    }
}
