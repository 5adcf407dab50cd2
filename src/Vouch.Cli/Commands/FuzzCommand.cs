using System;
using System.CommandLine;
using System.IO;
using Vouch.Bytecode.Uapi;
using Vouch.Cli.Output;
using Vouch.Fuzzing.Comparison;
using Vouch.Fuzzing.Programs;
using Vouch.Fuzzing.Running;
using Vouch.Kernel;
using Vouch.Kernel.Releases;

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

        KernelProfile kernel = KernelProfile.Open(KernelSelection.One(parsed.GetRequiredValue(options.Kernel)));
        var judge = new Judge(
            kernel.WithRules(kernel.Rules with { CpuCount = parsed.GetRequiredValue(options.Cpus) }),
            logLevel,
            parsed.GetValue(options.TestStates) ? LoadFlags.TestStateFrequency : LoadFlags.None);
        Oracle? kernelOracle = oracle is null ? null : new Oracle(oracle, logLevel);
        string[] programs = parsed.GetRequiredValue(options.Programs);
        using var interruption = new Interruption();
        if (programs.Length > 0)
        {
            if (kernelOracle is null)
            {
                throw new ArgumentException("--program needs --oracle");
            }

            var run = new ReductionRun(judge, kernelOracle, Path.Combine(folder!, "reduction"), parsed.GetRequiredValue(options.Jobs), interruption.Token);
            return (int)Ask(run, programs, parsed.GetValue(options.Reduce), Path.Combine(folder!, "cases"), terminal);
        }

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
            Oracle = kernelOracle,
        });
        bool isJson = parsed.GetValue(options.Json);
        var reports = new DisagreementWriter(folder, isJson ? TextWriter.Null : terminal.Output);
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

    private static ExitCode Ask(ReductionRun run, string[] files, bool reduces, string folder, Terminal terminal)
    {
        Directory.CreateDirectory(folder);
        FuzzProgram[] programs = Array.ConvertAll(files, f => ProgramText.Parse(File.ReadAllText(f)));
        Disagreement?[] answers = reduces ? Array.ConvertAll(programs, run.Reduce) : run.Ask(programs);
        ExitCode code = ExitCode.Success;
        for (int i = 0; i < files.Length; i++)
        {
            if (answers[i] is not { } answer)
            {
                terminal.Output.Write($"{files[i]}: not judged, or nothing to reduce\n");
                continue;
            }

            string text = ReductionRun.Expectation(answer.Kernel) + ProgramText.Write(answer.Program);
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(files[i])), text);
            terminal.Output.Write($"{files[i]}: {programs[i].StatementCount} to {answer.Program.StatementCount} statements, {answer.Kinds}\n{text}");
            code = answer.Kinds == Differences.None ? code : ExitCode.Rejected;
        }

        return code;
    }
}
