using System.CommandLine;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch log</c>: the verifier's log of one program, and nothing else.</summary>
internal static class LogCommand
{
    public const string Name = "log";

    public static Command Create(Terminal terminal)
    {
        var place = new ProgramArgument();
        var log = new LogOptions();
        var shared = new SharedOptions();
        var command = new Command(Name, "Print what the kernel's verifier would write into its log: as it is into a file or pipe, escaped on a terminal.");
        place.AddTo(command);
        log.AddTo(command);
        shared.AddTo(command);
        command.SetAction(parsed => Run(
            place.RunOf(parsed, shared, options => options with
            {
                Presentation = new Presentation { LogLevel = log.LevelOf(parsed, LogLevels.Path), LogSize = log.SizeOf(parsed), ShowsReports = false },
            }),
            terminal));
        return command;
    }

    private static int Run(RunOptions options, Terminal terminal)
    {
        OneProgramRun run = OneProgramRun.Of(options, terminal);
        foreach (ProgramReport program in run.Programs)
        {
            terminal.Output.Write(program.Verification?.Log ?? "");
            if (program.Verification is { IsLogCut: true } cut)
            {
                terminal.Complain($"the log is longer than the {cut.Log.Length} characters above and was cut; --log-size keeps more");
            }

            if (program.Outcome is not (Outcome.Accepted or Outcome.Rejected))
            {
                terminal.Complain($"{program.ProgramName}: {program.Reason}");
            }
        }

        return run.Code;
    }
}
