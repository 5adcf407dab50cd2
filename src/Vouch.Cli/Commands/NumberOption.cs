using System.CommandLine;
using System.Globalization;

namespace Vouch.Cli.Commands;

/// <summary>Options that take a whole number, with messages that say what is wrong with another.</summary>
internal static class NumberOption
{
    /// <summary>An option that always has a value.</summary>
    public static Option<int> Of(string[] names, string description, int otherwise, (int Least, int Most) range) => new(names[0], names[1..])
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse(result, names[0], range) ?? otherwise,
    };

    /// <summary>An option that may be left out.</summary>
    public static Option<int?> Optional(string name, string description, string helpName, (int Least, int Most) range) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse(result, name, range),
    };

    private static int? Parse(System.CommandLine.Parsing.ArgumentResult result, string name, (int Least, int Most) range)
    {
        string text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= range.Least && number <= range.Most)
        {
            return number;
        }

        result.AddError(range.Most == int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{name} must be at least {range.Least}, not '{text}'.")
            : string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {range.Least} to {range.Most}, not '{text}'."));
        return null;
    }
}
