using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Vouch.Bytecode;

namespace Vouch.Cli.Commands;

/// <summary>The whole command line: the commands, and what happens when one fails.</summary>
internal static class VouchCommand
{
    private const int BadVeristatOption = 64;

    /// <summary>Runs one command line and returns the process's exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        RootCommand root = Create(terminal);
        // '@file' means something to 'stat', so the parser must not expand it.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null };
        ParseResult parsed = root.Parse([.. WithDefaultCommand(root, arguments)], configuration);
        bool isStat = parsed.CommandResult.Command.Name == StatCommand.Name;
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
            {
                terminal.Error.WriteLine("vouch: " + message);
            }

            terminal.Error.WriteLine($"Try 'vouch {CommandPath(parsed)}--help'.");
            return isStat ? BadVeristatOption : (int)ExitCode.Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = terminal.Output,
                Error = terminal.Error,
            });
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            (ExitCode code, string message) = Explain(cause);
            terminal.Error.WriteLine("vouch: " + message);
            return isStat && code == ExitCode.Usage ? 1 : (int)code;
        }
        finally
        {
            terminal.Output.Flush();
        }
    }

    private static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand(
            "Says, without root and without a kernel, what Linux's eBPF verifier would say about a compiled BPF object.\n\n" +
            "  vouch check prog.bpf.o              accepted or rejected, and why\n" +
            "  vouch log prog.bpf.o:my_prog -l 2   the log that the kernel would print\n" +
            "  vouch explain prog.bpf.o:my_prog    what becomes of its objects\n" +
            "  vouch stat -o csv *.bpf.o           what veristat prints\n" +
            "  vouch test tests/*.bpf.o            run the tests that objects carry\n\n" +
            "'vouch FILE...' is short for 'vouch check FILE...'.\n" +
            "Exit codes: 0 accepted, 1 rejected or test failed, 2 wrong usage, 3 unreadable file, 4 verdict unknown, 5 internal error.");
        root.Add(CheckCommand.Create(terminal));
        root.Add(StatCommand.Create(terminal));
        root.Add(LogCommand.Create(terminal));
        root.Add(ExplainCommand.Create(terminal));
        root.Add(TestCommand.Create(terminal));
        root.Add(InspectCommand.Create(terminal));
        root.Add(KernelsCommand.Create(terminal));
        root.Add(FuzzCommand.Create(terminal));
        return root;
    }

    private static IEnumerable<string> WithDefaultCommand(RootCommand root, IReadOnlyList<string> arguments)
    {
        bool namesAFile = arguments.Count > 0 && !arguments[0].StartsWith('-') && root.Subcommands.All(c => c.Name != arguments[0]);
        return namesAFile ? arguments.Prepend(CheckCommand.Name) : arguments;
    }

    private static string CommandPath(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";

    private static (ExitCode Code, string Message) Explain(Exception cause) => cause switch
    {
        BadInputException or IOException or UnauthorizedAccessException => (ExitCode.Unreadable, cause.Message),
        FormatException or ArgumentException => (ExitCode.Usage, cause.Message),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted"),
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => (ExitCode.Internal, "internal error: " + cause),
    };
}
