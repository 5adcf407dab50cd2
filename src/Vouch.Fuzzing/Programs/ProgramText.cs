using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace Vouch.Fuzzing.Programs;

/// <summary>
/// Programs as text: a line <c>program SECTION NAME</c> with the main function's statements behind it, then <c>static NAME(...)</c> and
/// <c>global NAME(...)</c> with theirs. Labels start in the first column, statements are indented.
/// </summary>
public static class ProgramText
{
    /// <summary>The text of a program, which <see cref="Parse"/> reads back.</summary>
    public static string Write(FuzzProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        StringBuilder text = new();
        foreach (FuzzFunction function in program.Functions)
        {
            string parameters = string.Join(", ", function.Parameters.Select(p => p.ToString()));
            _ = text.Append(function.Role switch
            {
                FunctionRole.Main => $"program {program.Section} {function.Name}({parameters})\n",
                FunctionRole.Static => $"static {function.Name}({parameters})\n",
                _ => $"global {function.Name}({parameters})\n",
            });
            foreach (string line in function.Lines)
            {
                _ = text.Append(FuzzProgram.IsLabel(line) ? "" : "  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Empty lines and lines that start with <c>//</c> are passed over.</summary>
    /// <exception cref="FormatException">The text has no program in it, or a heading is not one.</exception>
    public static FuzzProgram Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string section = "";
        List<FuzzFunction> functions = [];
        List<string> lines = [];
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            if (raw[0] == ' ' || FuzzProgram.IsLabel(line))
            {
                lines.Add(line);
                continue;
            }

            Close(functions, lines);
            functions.Add(ParseHeading(line, ref section));
        }

        Close(functions, lines);
        return functions.Count > 0 && functions[0].Role == FunctionRole.Main
            ? new FuzzProgram(section, [.. functions])
            : throw new FormatException("the text does not start with a line 'program SECTION NAME'");
    }

    private static void Close(List<FuzzFunction> functions, List<string> lines)
    {
        if (functions.Count > 0)
        {
            functions[^1] = functions[^1] with { Lines = [.. lines] };
        }

        lines.Clear();
    }

    private static FuzzFunction ParseHeading(string line, ref string section)
    {
        int open = line.IndexOf('(', StringComparison.Ordinal);
        string[] words = (open < 0 ? line : line[..open]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ImmutableArray<ParameterKind> parameters = open < 0
            ? []
            : [.. line[(open + 1)..].TrimEnd(')').Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(p => Enum.Parse<ParameterKind>(p))];
        switch (words)
        {
            case ["program", string found, string name]:
                section = found;
                return new FuzzFunction(name, FunctionRole.Main, parameters, []);
            case ["static", string name]:
                return new FuzzFunction(name, FunctionRole.Static, parameters, []);
            case ["global", string name]:
                return new FuzzFunction(name, FunctionRole.Global, parameters, []);
            default:
                throw new FormatException($"'{line}' starts no function");
        }
    }
}
