using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch log</c>: the verifier's log of one program, and nothing else.</summary>
internal static class LogCommand
{
    public static Command Create(Terminal terminal)
    {
        var place = new Argument<string>("OBJECT:PROGRAM")
        {
            Description = "The object and one of its programs; ':PROGRAM' may be left out when there is only one.",
        };
        var level = new Option<int>("--level", "-l")
        {
            Description = "Log level as a sum: 1 the failing path, 2 every path and the passes before, 4 closing statistics.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var shared = new SharedOptions();
        var command = new Command("log", "Print what the kernel's verifier would write into its log.") { place, level };
        shared.AddTo(command);
        command.SetAction(parsed =>
        {
            (string file, string? program) = Split(parsed.GetRequiredValue(place));
            return Run(
                new RunOptions
                {
                    Files = [file],
                    Filter = new StatFilter(program is null ? [] : ["/" + program]),
                    Kernel = parsed.GetRequiredValue(shared.Kernel),
                    ModuleTypes = parsed.GetRequiredValue(shared.ModuleTypes),
                    RuleChange = shared.RuleChangeOf(parsed),
                    Jobs = 1,
                    Verifier = new VerifierOptions
                    {
                        Semantics = shared.SemanticsOf(parsed),
                        Presentation = new Presentation { LogLevel = (LogLevels)parsed.GetRequiredValue(level) },
                    },
                },
                terminal);
        });
        return command;
    }

    private static (string File, string? Program) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon < 0 || File.Exists(text) ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static int Run(RunOptions options, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        using var interruption = new Interruption();
        new VerificationRun(options).Run(reports.Add, interruption.Token);
        CheckCommand.ReportUnreadable(terminal, reports);
        List<ProgramReport> programs = [.. reports.SelectMany(r => r.Programs)];
        if (reports.All(r => r.Status == ObjectStatus.Processed) && programs.Count != 1)
        {
            throw new ArgumentException(programs.Count == 0
                ? $"{options.Files[0]} has no such program"
                : $"{options.Files[0]} has several programs; name one: {string.Join(", ", programs.Select(p => p.ProgramName))}");
        }

        foreach (ProgramReport program in programs)
        {
            terminal.Output.Write(program.Verification?.Log ?? "");
            if (program.Outcome is not (Outcome.Accepted or Outcome.Rejected))
            {
                terminal.Output.Flush();
                terminal.Error.WriteLine($"vouch: {program.ProgramName}: {program.Stage}: {program.Message}");
            }
        }

        return (int)CheckCommand.CodeOf(reports);
    }
}
