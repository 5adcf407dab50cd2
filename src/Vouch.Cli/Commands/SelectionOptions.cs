using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Vouch.Cli.Input;
using Vouch.Report.Stat;

namespace Vouch.Cli.Commands;

/// <summary>Which programs a command looks at: the same options with the same meaning in all commands that take objects.</summary>
internal sealed class SelectionOptions
{
    public Option<string[]> Programs { get; } = new("--prog", "-p")
    {
        Description = "Only programs whose name matches PROG or FILE/PROG; * stands for any text, ! before it leaves out, @LIST reads a list. Repeatable.",
        HelpName = "PATTERN",
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Excluded { get; } = new("--exclude", "-x")
    {
        Description = "Leave out programs whose name matches PROG or FILE/PROG. Repeatable.",
        HelpName = "PATTERN",
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Filter { get; } = new("--filter", "-f")
    {
        Description = "As veristat's: PATTERN of a file or program, FILE/PROG, or a comparison such as 'insns>1000'; ! denies; @LIST reads a list. Repeatable.",
        HelpName = "FILTER",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Add(Programs);
        command.Add(Excluded);
        command.Add(Filter);
    }

    /// <summary>All of them together.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="named">Programs that are named in another way, by <c>OBJECT:PROGRAM</c>.</param>
    public StatFilter FilterOf(ParseResult parsed, params IEnumerable<string> named) => new(
    [
        .. ListFile.Expand(parsed.GetRequiredValue(Programs)).Concat(named).Select(OfProgram),
        .. ListFile.Expand(parsed.GetRequiredValue(Excluded)).Select(pattern => "!" + OfProgram(pattern)),
        .. ListFile.Expand(parsed.GetRequiredValue(Filter)),
    ]);

    /// <summary>The filter that means a program's name alone where no file is given.</summary>
    private static string OfProgram(string pattern)
    {
        string denial = pattern.StartsWith('!') ? "!" : "";
        string name = pattern[denial.Length..];
        return denial + (name.Contains('/') ? name : "/" + name);
    }
}
