using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Cli.Terminals;
using Vouch.Kernel;
using Vouch.Report;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch check</c>: the verdict of every program, the reason of every rejection, and an exit code to gate on.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    public static Command Create(Terminal terminal)
    {
        Argument<string[]> objects = ObjectArguments.Create("Compiled BPF objects (.o files), or executables and libraries that carry some.");
        var selection = new SelectionOptions();
        var text = new VerdictTextOptions();
        var format = FormatOption.Create("text", "text", "json", "ndjson");
        Option<string[]> failOn = Gate.FailOnOption();
        Option<bool> allowEmpty = Gate.AllowEmptyOption();
        var shared = new SharedOptions();
        var command = new Command(Name, "Say for each program whether the kernel's verifier accepts it, and if not, why.") { objects };
        selection.AddTo(command);
        text.AddTo(command);
        format.AddTo(command);
        command.Add(failOn);
        command.Add(allowEmpty);
        shared.AddTo(command);
        command.SetAction(parsed =>
        {
            RunOptions options = shared.RunOf(parsed, ObjectArguments.FilesOf(parsed, objects), selection.FilterOf(parsed));
            options = options with
            {
                TellsStories = text.TellsStories(parsed),
                WarnsOfEscapes = parsed.GetValue(shared.ObjectModel) is null,
                Verifier = options.Verifier with { Presentation = new Presentation { LogLevel = LogLevels.Statistics } },
            };
            var gate = Gate.Of(parsed.GetRequiredValue(failOn), parsed.GetValue(allowEmpty), Gate.Default);
            var run = new VerificationRun(options);
            return Run(run, options, gate, OutputOf(format.Of(parsed), text.ListOf(parsed, options.SourceRoots), run.Kernel, terminal), terminal);
        });
        return command;
    }

    private static IResultOutput OutputOf(string format, VerdictListOptions list, KernelProfile kernel, Terminal terminal) => format switch
    {
        "json" => new JsonOutput(terminal.Output),
        "ndjson" => new NdjsonOutput(terminal.Output, kernel),
        _ => new VerdictList(terminal, kernel, list),
    };

    private static int Run(VerificationRun run, RunOptions options, Gate gate, IResultOutput output, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        using var interruption = new Interruption();
        using ProgressLine? progress = terminal.ProgressOf(run.FileCount);
        IReadOnlyList<string> missing = run.Run(
            report =>
            {
                report = report with { Programs = [.. report.Programs.Where(options.Filter.WantsRow).Select(WithoutLog)] };
                output.Add(report);
                reports.Add(Kept(report));
                progress?.Step();
            },
            interruption.Token);
        output.Finish(new RunEnd(run.Kernel, missing));
        RunComplaints.OfFailures(terminal, reports);
        if (interruption.Code is { } code)
        {
            RunComplaints.OfMissing(terminal, missing, run.FileCount);
            return code;
        }

        foreach (string complaint in gate.Complaints(reports, options.Filter))
        {
            terminal.Complain(complaint);
        }

        return (int)gate.CodeOf(reports, options.Filter);
    }

    /// <summary>What the exit code needs; stories and logs of many objects need not stay.</summary>
    private static ObjectReport Kept(ObjectReport report) =>
        report with { Programs = [.. report.Programs.Select(p => p with { Story = null, Verification = null, Code = null })] };

    private static ProgramReport WithoutLog(ProgramReport report) =>
        report.Verification is { } result ? report with { Verification = result with { Log = "" } } : report;
}
