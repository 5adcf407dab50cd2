using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Cli.Terminals;
using Vouch.Report.Expectations;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch test</c>: runs the tests that objects carry in their declaration tags.</summary>
internal static class TestCommand
{
    public const string Name = "test";

    public static Command Create(Terminal terminal)
    {
        Argument<string[]> objects = ObjectArguments.Create(
            "Compiled BPF objects (.o files) whose functions carry expectations, as the kernel's own verifier tests do.");
        var selection = new SelectionOptions();
        var junit = new Option<string?>("--junit") { Description = "Also write the results as JUnit XML.", HelpName = "FILE" };
        var format = FormatOption.Create("text", "text", "json");
        Option<bool> allowEmpty = Gate.AllowEmptyOption();
        var shared = new SharedOptions();
        var command = new Command(
            Name,
            "Run the tests that objects carry: the verdicts and messages that their functions' tags expect. Names of tests are names of programs, "
            + "with '@unpriv' behind those of ordinary users; descriptions are found by --filter, too.")
        {
            objects, junit, allowEmpty, shared.Kernel, shared.Preview, shared.ModuleTypes, shared.Jobs,
        };
        selection.AddTo(command);
        format.AddTo(command);
        shared.Limits.AddTo(command);
        command.SetAction(parsed =>
        {
            // The kernel's own loader runs tests of ordinary users only where these mitigations are on.
            var preparation = new ObjectPreparation(
                parsed.GetRequiredValue(shared.Kernel),
                parsed.GetRequiredValue(shared.ModuleTypes),
                rules => rules with { MitigatesSpeculation = true }) { AllowsPreview = parsed.GetValue(shared.Preview) };
            var run = new TestRun(ObjectArguments.FilesOf(parsed, objects), selection.FilterOf(parsed), preparation, shared.Limits.LimitsOf(parsed));
            return Run(run, parsed.GetRequiredValue(shared.Jobs), OutputOf(format.Of(parsed), preparation, terminal), parsed.GetValue(junit), parsed.GetValue(allowEmpty), terminal);
        });
        return command;
    }

    private static int Run(TestRun run, int jobs, ITestOutput output, string? junit, bool allowsEmpty, Terminal terminal)
    {
        List<TestedObject> tested = [];
        using var interruption = new Interruption();
        using ProgressLine? progress = terminal.ProgressOf(run.FileCount);
        IReadOnlyList<string> missing = run.Run(
            jobs,
            report =>
            {
                tested.Add(report);
                output.Add(report);
                progress?.Step();
            },
            interruption.Token);
        output.Finish();
        if (junit is not null)
        {
            using FileStream stream = File.Create(junit);
            JUnitDocument.Write(stream, [.. tested.SelectMany(t => t.Results)]);
        }

        RunComplaints.OfFailures(terminal, tested.Select(t => t.Failure).OfType<ObjectReport>());

        if (interruption.Code is { } code)
        {
            RunComplaints.OfMissing(terminal, missing, run.FileCount);
            return code;
        }

        ExitCode result = CodeOf(tested);
        if (result != ExitCode.Success || allowsEmpty || tested.Any(t => t.Results.Count > 0))
        {
            return (int)result;
        }

        terminal.Complain(run.HasFilter ? "no test matches the filters" : "there is no test in any of the objects");
        return (int)ExitCode.Usage;
    }

    private static ITestOutput OutputOf(string format, ObjectPreparation preparation, Terminal terminal) =>
        format == "json" ? new TestJsonOutput(terminal.Output, preparation.Kernel) : new TestList(terminal);

    private static ExitCode CodeOf(List<TestedObject> tested)
    {
        bool Any(TestStatus status) => tested.Any(t => t.Results.Any(r => r.Status == status));

        return Any(TestStatus.InternalError) || tested.Any(t => t.Failure?.Status == ObjectStatus.Failed) ? ExitCode.Internal
            : tested.Any(t => t.Failure is not null) ? ExitCode.Unreadable
            : Any(TestStatus.Unknown) ? ExitCode.Unknown
            : Any(TestStatus.Failed) ? ExitCode.Rejected
            : ExitCode.Success;
    }
}
