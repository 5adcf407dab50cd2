using System;
using System.Globalization;

namespace Vouch.Cli.Terminals;

/// <summary>What is known of the two sides that a command writes to.</summary>
internal sealed record TerminalTraits
{
    /// <summary>A person reads the results as they are written.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>A person watches the error side.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Results are shown in colours.</summary>
    public bool HasColor { get; init; }

    /// <summary>Columns of the output's terminal; null when it is none, or does not tell.</summary>
    public int? Width { get; init; }

    /// <summary>Those of the process. The environment may ask for colours or forbid them; to forbid wins.</summary>
    public static TerminalTraits OfProcess(Func<string, string?> environment)
    {
        bool isTerminal = !Console.IsOutputRedirected;
        return new TerminalTraits
        {
            IsOutputTerminal = isTerminal,
            IsErrorTerminal = !Console.IsErrorRedirected,
            HasColor = WantsColor(isTerminal, environment),
            Width = isTerminal ? WidthOf(environment) : null,
        };
    }

    /// <summary>NO_COLOR forbids; CLICOLOR_FORCE and FORCE_COLOR ask for colours in files and pipes, unless they are 0; a terminal has them.</summary>
    internal static bool WantsColor(bool isTerminal, Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR"))
        && (IsForced(environment("FORCE_COLOR")) || IsForced(environment("CLICOLOR_FORCE"))
            || (isTerminal && environment("TERM") != "dumb" && environment("CLICOLOR") != "0"));

    private static bool IsForced(string? value) => value is not (null or "" or "0" or "false");

    private static int? WidthOf(Func<string, string?> environment) =>
        int.TryParse(environment("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0
            ? columns
            : TerminalSize.Columns();
}
