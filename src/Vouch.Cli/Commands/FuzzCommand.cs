using System;
using System.CommandLine;
using System.IO;
using Vouch.Cli.Output;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Running;
using Vouch.Kernel;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch fuzz</c>: makes programs, verifies them, and compares with what a real kernel says. For those who develop Vouch.</summary>
internal static class FuzzCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new FuzzOptions();
        Command command = options.AddTo(new Command(
            "fuzz", "Make programs from a seed, verify them, and compare with what a real kernel says (docs/fuzzing.md). For developers of Vouch."));
        command.SetAction(parsed => Run(parsed, options, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, FuzzOptions options, Terminal terminal)
    {
        int logLevel = parsed.GetRequiredValue(options.LogLevel);
        string? folder = parsed.GetValue(options.Output);
        string? oracle = parsed.GetValue(options.Oracle);
        if (oracle is not null && folder is null)
        {
            throw new ArgumentException("--oracle needs --output, a folder for objects and answers");
        }

        KernelProfile kernel = KernelProfile.Open(parsed.GetRequiredValue(options.Kernel));
        var judge = new Judge(kernel.WithRules(kernel.Rules with { CpuCount = parsed.GetRequiredValue(options.Cpus) }), logLevel);
        var campaign = new Campaign(judge, new CampaignOptions
        {
            Seed = parsed.GetRequiredValue(options.Seed),
            First = parsed.GetRequiredValue(options.First),
            Count = parsed.GetRequiredValue(options.Count),
            ProgramsPerObject = parsed.GetRequiredValue(options.PerObject),
            BatchSize = parsed.GetRequiredValue(options.Batch),
            MostInstructions = parsed.GetRequiredValue(options.MostInstructions),
            Jobs = parsed.GetRequiredValue(options.Jobs),
            Folder = folder,
            Oracle = oracle is null ? null : new Oracle(oracle, logLevel),
        });
        bool isJson = parsed.GetValue(options.Json);
        var reports = new DisagreementWriter(folder, isJson ? TextWriter.Null : terminal.Output);
        using var interruption = new Interruption();
        campaign.Run(reports.Write, summary => terminal.Error.WriteLine($"vouch: {summary.Programs} programs, {summary.Compared} compared"), interruption.Token);
        if (isJson)
        {
            FuzzSummaryOutput.WriteJson(terminal.Output, campaign.Summary);
        }
        else
        {
            FuzzSummaryOutput.WriteText(terminal.Output, campaign.Summary);
        }

        return (int)(campaign.Summary.Disagreements.Count == 0 ? ExitCode.Success : ExitCode.Rejected);
    }
}
