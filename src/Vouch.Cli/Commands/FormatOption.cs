using System.CommandLine;

namespace Vouch.Cli.Commands;

/// <summary>The form of what a command prints: <c>-o FORMAT</c>, and <c>--json</c> for short.</summary>
internal sealed class FormatOption
{
    private readonly Option<string> format;

    private readonly Option<bool> json = new("--json") { Description = "The same as -o json." };

    private FormatOption(Option<string> format) => this.format = format;

    /// <param name="otherwise">The format when none is asked for.</param>
    /// <param name="known">All formats that the command has; json is one of them.</param>
    public static FormatOption Create(string otherwise, params string[] known)
    {
        var format = new Option<string>("--output-format", "-o")
        {
            Description = $"{string.Join(", ", known)}. {otherwise} unless given; the fields of JSON are described in docs/.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => otherwise,
        };
        return new FormatOption(format.AcceptOnlyFromAmong(known));
    }

    public void AddTo(Command command)
    {
        command.Add(format);
        command.Add(json);
    }

    /// <summary>The format that was asked for.</summary>
    public string Of(ParseResult parsed) => parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format);
}
