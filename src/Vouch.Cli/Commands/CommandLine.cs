using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Cli.Input;

namespace Vouch.Cli.Commands;

/// <summary>What people type instead of what the parser wants.</summary>
internal static class CommandLine
{
    private const string EndOfOptions = "--";

    /// <summary>The arguments for the parser; null when they name neither a command nor an object.</summary>
    public static IReadOnlyList<string>? Rewrite(IReadOnlyList<string> arguments, IReadOnlyList<string> commands, out string? problem)
    {
        problem = null;
        List<string> line = WithNames(arguments);
        if (line.Count == 0)
        {
            problem = $"what is to be done? Commands: {string.Join(", ", commands)}; 'vouch FILE...' checks objects; 'vouch --help' tells more";
            return null;
        }

        string first = line[0];
        switch (first)
        {
            case "help":
                return [.. line.Skip(1).Take(1), "--help"];
            case "version":
                return ["--version"];
            case InputFile.StandardInput or EndOfOptions:
                return [CheckCommand.Name, .. line];
        }

        if (first.StartsWith('-') || commands.Contains(first))
        {
            return line;
        }

        if (MeantBy(first, commands) is { } meant && !File.Exists(first) && !Directory.Exists(first))
        {
            problem = $"there is no command '{first}' and no such file; did you mean '{meant}'?";
            return null;
        }

        return [CheckCommand.Name, .. line];
    }

    /// <summary>Behind <c>--</c> stand names only; one that begins with a dash is written so that nothing takes it for an option.</summary>
    private static List<string> WithNames(IReadOnlyList<string> arguments)
    {
        bool areNames = false;
        List<string> line = [];
        foreach (string argument in arguments)
        {
            line.Add(areNames && argument.StartsWith('-') && argument != InputFile.StandardInput ? "./" + argument : argument);
            areNames |= argument == EndOfOptions;
        }

        return line;
    }

    /// <summary>The command that a word is a slip of the finger for, or null.</summary>
    private static string? MeantBy(string word, IReadOnlyList<string> commands) => (
        from command in commands
        let distance = Distance(word, command)
        where distance <= (command.Length > 4 ? 2 : 1)
        orderby distance
        select command).FirstOrDefault();

    /// <summary>How many letters are to be put in, taken out, replaced or swapped with the next.</summary>
    internal static int Distance(string from, string to)
    {
        int[,] table = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                    table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[from.Length, to.Length];
    }
}
