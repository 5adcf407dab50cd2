using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Verifier;
using Vouch.Verifier.Trace;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch explain</c>: the objects of a program, what they are derived from, and when they end.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> place = ProgramArgument.Create();
        var at = new Option<int?>("--at")
        {
            Description = "Draw the objects before and after each visit of this instruction (the number in the log).",
            HelpName = "INSN",
        };
        var visit = new Option<int?>("--visit")
        {
            Description = "With --at: only this visit, counted from 1 in the order of exploration.",
            HelpName = "N",
        };
        var path = new Option<int?>("--path")
        {
            Description = "Of an accepted program this path, counted from 1 in the order of exploration, instead of one with most objects.",
            HelpName = "N",
        };
        var shared = new SharedOptions();
        var command = new Command(
            "explain", "Tell the life of a program's objects on the path that fails or on an accepted one, or draw them at an instruction.")
        {
            place, at, visit, path,
        };
        shared.AddTo(command);
        command.Add(shared.Json);
        command.SetAction(parsed =>
        {
            int? instruction = parsed.GetValue(at);
            var verifier = new VerifierOptions
            {
                Semantics = shared.SemanticsOf(parsed),
                AllowsPreview = parsed.GetValue(shared.Preview),
                Presentation = new Presentation { LogLevel = LogLevels.None },
                Recording = new Recording { Instruction = instruction, Path = parsed.GetValue(path) },
            };
            RunOptions options = ProgramArgument.RunOf(parsed, place, shared, verifier) with { TellsStories = instruction is null };
            return Run(options, parsed.GetValue(visit), parsed.GetValue(shared.Json), terminal);
        });
        return command;
    }

    private static int Run(RunOptions options, int? visit, bool json, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        var run = new VerificationRun(options);
        using var interruption = new Interruption();
        run.Run(reports.Add, interruption.Token);
        CheckCommand.ReportUnreadable(terminal, reports);
        ProgramArgument.RequireOne(options, reports);
        foreach (ProgramReport program in reports.SelectMany(r => r.Programs))
        {
            RequireRecorded(program, options.Verifier.Recording!);
            if (!json)
            {
                Explanation.Write(terminal.Output, program, options.Verifier.Recording!, visit);
            }
        }

        if (json)
        {
            JsonOutput.Write(terminal.Output, run.Kernel, reports);
        }

        return (int)CheckCommand.CodeOf(reports);
    }

    private static void RequireRecorded(ProgramReport program, Recording recording)
    {
        if (program.Code is not { } code || program.Verification?.Trace is not { } trace)
        {
            throw new ArgumentException($"{program.ProgramName} was not verified: {program.Stage}: {program.Message}");
        }

        if (recording.Instruction is { } instruction && (uint)instruction >= (uint)code.Length)
        {
            throw new ArgumentException($"there is no instruction {instruction}; the last one is {code.Length - 1}");
        }

        if (recording.Path is { } path && (path < 1 || path > trace.Paths))
        {
            throw new ArgumentException($"there is no path {path}; there are {trace.Paths}");
        }
    }
}
