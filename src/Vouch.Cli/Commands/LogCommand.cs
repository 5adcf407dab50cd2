using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch log</c>: the verifier's log of one program, and nothing else.</summary>
internal static class LogCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> place = ProgramArgument.Create();
        var level = new Option<int>("--level", "-l")
        {
            Description = "Log level as a sum: 1 the failing path, 2 every path and the passes before, 4 closing statistics.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var shared = new SharedOptions();
        var command = new Command("log", "Print what the kernel's verifier would write into its log.") { place, level };
        shared.AddTo(command);
        command.SetAction(parsed => Run(
            ProgramArgument.RunOf(parsed, place, shared, new VerifierOptions
            {
                Semantics = shared.SemanticsOf(parsed),
                AllowsPreview = parsed.GetValue(shared.Preview),
                Presentation = new Presentation { LogLevel = (LogLevels)parsed.GetRequiredValue(level) },
            }),
            terminal));
        return command;
    }

    private static int Run(RunOptions options, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        using var interruption = new Interruption();
        new VerificationRun(options).Run(reports.Add, interruption.Token);
        CheckCommand.ReportUnreadable(terminal, reports);
        ProgramArgument.RequireOne(options, reports);
        foreach (ProgramReport program in reports.SelectMany(r => r.Programs))
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
