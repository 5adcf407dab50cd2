using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch check</c>: the verdict of every program, the reason of every rejection, and an exit code to gate on.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    public static Command Create(Terminal terminal)
    {
        var objects = new Argument<string[]>("OBJECT")
        {
            Description = "Compiled BPF objects (.o files), or executables and libraries that carry some.",
            Arity = ArgumentArity.OneOrMore,
        };
        var programs = new Option<string[]>("--prog", "-p")
        {
            Description = "Only programs whose name matches; * stands for any text. Repeatable.",
            HelpName = "GLOB",
            DefaultValueFactory = _ => [],
        };
        var brief = new Option<bool>("--brief")
        {
            Description = "Without the stories of rejections that have to do with the life of an object.",
        };
        var shared = new SharedOptions();
        var command = new Command(Name, "Say for each program whether the kernel's verifier accepts it, and if not, why.") { objects, programs, brief };
        SharedOptions.RejectOptionsAmong(objects);
        shared.AddTo(command);
        command.Add(shared.Json);
        command.SetAction(parsed => Run(
            new RunOptions
            {
                Files = parsed.GetRequiredValue(objects),
                Filter = new StatFilter(parsed.GetRequiredValue(programs).Select(p => "/" + p)),
                Kernel = parsed.GetRequiredValue(shared.Kernel),
                ModuleTypes = parsed.GetRequiredValue(shared.ModuleTypes),
                RuleChange = shared.RuleChangeOf(parsed),
                TellsStories = !parsed.GetValue(brief),
                Target = parsed.GetValue(shared.Target),
                TargetFunction = parsed.GetValue(shared.TargetFunction),
                WarnsOfEscapes = parsed.GetValue(shared.ObjectModel) is null,
                Jobs = parsed.GetRequiredValue(shared.Jobs),
                Verifier = new VerifierOptions
                {
                    Semantics = shared.SemanticsOf(parsed),
                    AllowsPreview = parsed.GetValue(shared.Preview),
                    Presentation = new Presentation { LogLevel = LogLevels.Statistics },
                },
            },
            parsed.GetValue(shared.Json),
            terminal));
        return command;
    }

    private static int Run(RunOptions options, bool json, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        var run = new VerificationRun(options);
        using var interruption = new Interruption();
        terminal.WithProgress(run.ObjectCount, step => run.Run(
            report =>
            {
                reports.Add(report with { Programs = [.. report.Programs.Select(WithoutLog)] });
                step();
            },
            interruption.Token));
        if (json)
        {
            JsonOutput.Write(terminal.Output, run.Kernel, reports);
        }
        else
        {
            VerdictList.Write(terminal, run.Kernel, reports);
        }

        ReportUnreadable(terminal, reports);
        return (int)CodeOf(reports);
    }

    public static void ReportUnreadable(Terminal terminal, IEnumerable<ObjectReport> reports)
    {
        terminal.Output.Flush();
        foreach (ObjectReport report in reports.Where(r => r.Status == ObjectStatus.Unreadable))
        {
            terminal.Error.WriteLine($"vouch: {report.Path}: {report.Message.Replace(report.Path + ": ", "", StringComparison.Ordinal)}");
        }
    }

    public static ExitCode CodeOf(IReadOnlyList<ObjectReport> reports)
    {
        bool Any(params Outcome[] outcomes) => reports.Any(r => r.Programs.Any(p => outcomes.Contains(p.Outcome)));

        return Any(Outcome.InternalError) ? ExitCode.Internal
            : reports.Any(r => r.Status == ObjectStatus.Unreadable) ? ExitCode.Unreadable
            : Any(Outcome.NotSupported) ? ExitCode.Unknown
            : Any(Outcome.Rejected, Outcome.NotPrepared) ? ExitCode.Rejected
            : ExitCode.Success;
    }

    private static ProgramReport WithoutLog(ProgramReport report) =>
        report.Verification is { } result ? report with { Verification = result with { Log = "" } } : report;
}
