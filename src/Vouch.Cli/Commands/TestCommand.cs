using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Report.Expectations;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch test</c>: runs the tests that objects carry in their declaration tags.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var objects = new Argument<string[]>("OBJECT")
        {
            Description = "Compiled BPF objects (.o files) whose functions carry expectations, as the kernel's own verifier tests do.",
            Arity = ArgumentArity.OneOrMore,
        };
        var filter = new Option<string[]>("--filter", "-f")
        {
            Description = "Only tests whose name, program or description matches; * stands for any text ('*@unpriv': those of ordinary users). Repeatable.",
            HelpName = "GLOB",
            DefaultValueFactory = _ => [],
        };
        var junit = new Option<string?>("--junit") { Description = "Also write the results as JUnit XML.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Write one JSON document (schema in docs/test.schema.json) instead of text." };
        var shared = new SharedOptions();
        var command = new Command("test", "Run the tests that objects carry: the verdicts and messages that their functions' tags expect.")
        {
            objects, filter, junit, json, shared.Kernel, shared.Preview, shared.ModuleTypes, shared.Jobs,
        };
        SharedOptions.RejectOptionsAmong(objects);
        command.SetAction(parsed =>
        {
            // The kernel's own loader runs tests of ordinary users only where these mitigations are on.
            var preparation = new ObjectPreparation(
                parsed.GetRequiredValue(shared.Kernel),
                parsed.GetRequiredValue(shared.ModuleTypes),
                rules => rules with { MitigatesSpeculation = true }) { AllowsPreview = parsed.GetValue(shared.Preview) };
            var run = new TestRun(parsed.GetRequiredValue(objects), parsed.GetRequiredValue(filter), preparation);
            List<TestedObject> tested = [];
            using var interruption = new Interruption();
            terminal.WithProgress(run.ObjectCount, step => run.Run(
                parsed.GetRequiredValue(shared.Jobs),
                report =>
                {
                    tested.Add(report);
                    step();
                },
                interruption.Token));
            Write(terminal, preparation, tested, parsed.GetValue(json), parsed.GetValue(junit));
            return (int)CodeOf(tested);
        });
        return command;
    }

    private static void Write(Terminal terminal, ObjectPreparation preparation, List<TestedObject> tested, bool json, string? junit)
    {
        if (junit is not null)
        {
            using FileStream stream = File.Create(junit);
            JUnitDocument.Write(stream, [.. tested.SelectMany(t => t.Results)]);
        }

        if (json)
        {
            JsonOutput.Write(terminal.Output, preparation.Kernel, tested);
        }
        else
        {
            TestList.Write(terminal, tested);
        }

        terminal.Output.Flush();
        foreach (TestedObject unreadable in tested.Where(t => t.Problem is not null))
        {
            terminal.Error.WriteLine($"vouch: {unreadable.Path}: {unreadable.Problem}");
        }
    }

    private static ExitCode CodeOf(List<TestedObject> tested)
    {
        bool Any(TestStatus status) => tested.Any(t => t.Results.Any(r => r.Status == status));

        return Any(TestStatus.InternalError) ? ExitCode.Internal
            : tested.Any(t => t.Problem is not null) ? ExitCode.Unreadable
            : Any(TestStatus.Unknown) ? ExitCode.Unknown
            : Any(TestStatus.Failed) ? ExitCode.Rejected
            : ExitCode.Success;
    }
}
