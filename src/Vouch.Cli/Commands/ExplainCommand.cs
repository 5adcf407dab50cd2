using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using Vouch.Cli.Running;
using Vouch.Report;
using Vouch.Report.Story;
using Vouch.Verifier;
using Vouch.Verifier.Trace;

namespace Vouch.Cli.Commands;

/// <summary><c>vouch explain</c>: the objects of a program, what they are derived from, and when they end.</summary>
internal static class ExplainCommand
{
    private const string Indent = "  ";

    public static Command Create(Terminal terminal)
    {
        Argument<string> place = ProgramArgument.Create();
        var at = new Option<int>("--at")
        {
            Description = "Draw the objects before and after each visit of this instruction (the number in the log).",
            HelpName = "INSN",
            Required = true,
        };
        var visit = new Option<int?>("--visit")
        {
            Description = "Only this visit of the instruction, counted from 1 in the order of exploration.",
            HelpName = "N",
        };
        var shared = new SharedOptions();
        var command = new Command("explain", "Draw which objects a program holds at an instruction and what they are derived from.") { place, at, visit };
        shared.AddTo(command);
        command.SetAction(parsed =>
        {
            var verifier = new VerifierOptions
            {
                Semantics = shared.SemanticsOf(parsed),
                Presentation = new Presentation { LogLevel = LogLevels.None },
                Recording = new Recording { Instruction = parsed.GetRequiredValue(at) },
            };
            return Run(ProgramArgument.RunOf(parsed, place, shared, verifier), parsed.GetValue(visit), terminal);
        });
        return command;
    }

    private static int Run(RunOptions options, int? visit, Terminal terminal)
    {
        List<ObjectReport> reports = [];
        using var interruption = new Interruption();
        new VerificationRun(options).Run(reports.Add, interruption.Token);
        CheckCommand.ReportUnreadable(terminal, reports);
        ProgramArgument.RequireOne(options, reports);
        foreach (ProgramReport program in reports.SelectMany(r => r.Programs))
        {
            if (program.Code is not { } code || program.Verification?.Trace is not { } trace)
            {
                throw new ArgumentException($"{program.ProgramName} was not verified: {program.Stage}: {program.Message}");
            }

            WriteVisits(terminal.Output, code, trace, options.Verifier.Recording!.Instruction!.Value, visit);
        }

        return (int)CheckCommand.CodeOf(reports);
    }

    private static void WriteVisits(TextWriter output, ProgramCode code, LifetimeTrace trace, int instruction, int? visit)
    {
        if ((uint)instruction >= (uint)code.Length)
        {
            throw new ArgumentException($"there is no instruction {instruction}; the last one is {code.Length - 1}");
        }

        ImmutableArray<InstructionVisit> visits = trace.Visits;
        if (visit is { } wanted && (wanted < 1 || wanted > visits.Length))
        {
            throw new ArgumentException($"instruction {instruction} was visited {visits.Length} times");
        }

        output.Write(string.Create(CultureInfo.InvariantCulture, $"{instruction}: {code.TextOf(instruction)}\n"));
        if (visits.IsEmpty)
        {
            output.Write("no path comes here\n");
        }

        for (int i = 0; i < visits.Length; i++)
        {
            if (visit is null || visit == i + 1)
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"\nvisit {i + 1} of {visits.Length}, on path {visits[i].Path}\n"));
                Write(output, "before", visits[i].Before);
                Write(output, "after", visits[i].After);
            }
        }
    }

    private static void Write(TextWriter output, string when, ObjectTree? tree)
    {
        string drawing = tree is null ? "(the program was rejected here)" : ObjectTreeText.Draw(tree);
        output.Write($"{when}\n{Indent}{drawing.Replace("\n", "\n" + Indent, StringComparison.Ordinal)}\n");
    }
}
