using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Cli.Input;

namespace Vouch.Cli.Commands;

/// <summary>The whole command line: the commands, and what happens when one fails.</summary>
internal static class VouchCommand
{
    private const int BadVeristatOption = 64;

    /// <summary>Runs one command line and returns the process's exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        RootCommand root = Create(terminal);
        if (CommandLine.Rewrite(arguments, [.. root.Subcommands.Select(c => c.Name)], out string? problem) is not { } rewritten)
        {
            terminal.Complain(problem!);
            return (int)ExitCode.Usage;
        }

        // '@file' means a list to most commands, so the parser must not expand it.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null };
        ParseResult parsed = root.Parse(rewritten, configuration);
        bool isStat = parsed.CommandResult.Command.Name == StatCommand.Name;
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
            {
                terminal.Complain(message);
            }

            terminal.Error.Write($"Try 'vouch {CommandPath(parsed)}--help'.\n");
            return isStat ? BadVeristatOption : (int)ExitCode.Usage;
        }

        try
        {
            return Finish(terminal, parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = terminal.Output,
                Error = terminal.Error,
            }));
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            (ExitCode code, string message) = Explain(cause);
            return Fail(terminal, isStat && code == ExitCode.Usage ? 1 : (int)code, message);
        }
    }

    /// <summary>Writes what is left, also where a command ended well: that may fail, too.</summary>
    private static int Finish(Terminal terminal, int code)
    {
        terminal.Flush();
        return code;
    }

    private static int Fail(Terminal terminal, int code, string message)
    {
        try
        {
            terminal.Flush();
        }
        catch (IOException)
        {
            // It is what failed, or fails besides.
        }

        terminal.Error.Write("vouch: " + message + "\n");
        return code;
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
            "Exit codes: 0 accepted, 1 rejected or test failed, 2 wrong usage or nothing to check, 3 unreadable file, 4 verdict unknown, 5 internal error.");
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

    private static string CommandPath(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";

    private static (ExitCode Code, string Message) Explain(Exception cause) => cause switch
    {
        BadInputException => (ExitCode.Unreadable, cause.Message),
        FileNotFoundException { FileName: { } file } => (ExitCode.Unreadable, $"{file}: {InputFile.Explain(cause, file)}"),
        IOException or UnauthorizedAccessException => (ExitCode.Unreadable, cause.Message),
        ArgumentException { ParamName: { } name } => (ExitCode.Usage, cause.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)),
        FormatException or ArgumentException => (ExitCode.Usage, cause.Message),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted"),
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => (ExitCode.Internal, "internal error: " + cause),
    };
}
