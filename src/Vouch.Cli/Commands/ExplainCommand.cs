using System;
using System.CommandLine;
using Vouch.Cli.Output;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Verifier;
using Vouch.Verifier.Trace;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch explain</c>: the objects of a program, what they are derived from, and when they end.</summary>
internal static class ExplainCommand
{
    public const string Name = "explain";

    public static Command Create(Terminal terminal)
    {
        var place = new ProgramArgument();
        Option<int?> at = NumberOption.Optional(
            "--at", "Draw the objects before and after each visit of this instruction (the number in the log).", "INSN", (0, int.MaxValue));
        Option<int?> visit = NumberOption.Optional(
            "--visit", "With --at: only this visit, counted from 1 in the order of exploration.", "N", (1, int.MaxValue));
        Option<int?> path = NumberOption.Optional(
            "--path", "Of an accepted program this path, counted from 1 in the order of exploration, instead of one with most objects.", "N", (1, int.MaxValue));
        var format = FormatOption.Create("text", "text", "json");
        var shared = new SharedOptions();
        var command = new Command(
            Name, "Tell the life of a program's objects on the path that fails or on an accepted one, or draw them at an instruction.");
        place.AddTo(command);
        foreach (Option option in (Option[])[at, visit, path])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(visit) is not null && result.GetValue(at) is null)
            {
                result.AddError("--visit says which visit of the instruction that --at names; give --at, too.");
            }
        });
        format.AddTo(command);
        shared.AddTo(command);
        command.SetAction(parsed =>
        {
            int? instruction = parsed.GetValue(at);
            RunOptions options = place.RunOf(parsed, shared, verifier => verifier with
            {
                Presentation = new Presentation { LogLevel = LogLevels.Path, LogSize = PathEnd.LogSize },
                Recording = new Recording { Instruction = instruction, Path = parsed.GetValue(path) },
            });
            return Run(options with { TellsStories = instruction is null }, parsed.GetValue(visit), format.Of(parsed) == "json", terminal);
        });
        return command;
    }

    private static int Run(RunOptions options, int? visit, bool json, Terminal terminal)
    {
        OneProgramRun run = OneProgramRun.Of(options, terminal);
        foreach (ProgramReport program in run.Programs)
        {
            RequireRecorded(program, options.Verifier.Recording!);
            if (!json)
            {
                Explanation.Write(terminal, program, options.Verifier.Recording!, visit);
            }
        }

        if (json)
        {
            var output = new JsonOutput(terminal.Output);
            foreach (ObjectReport report in run.Reports)
            {
                output.Add(report);
            }

            output.Finish(new RunEnd(run.Kernel, []));
        }

        return run.Code;
    }

    private static void RequireRecorded(ProgramReport program, Recording recording)
    {
        if (program.Code is not { } code || program.Verification?.Trace is not { } trace)
        {
            throw new ArgumentException($"{program.ProgramName} was not verified: {program.Reason}");
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
