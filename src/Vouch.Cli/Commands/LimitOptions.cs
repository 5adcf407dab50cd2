using System;
using System.CommandLine;
using System.Globalization;
using Vouch.Cli.Input;
using Vouch.Cli.Running;

namespace Vouch.Cli.Commands;

/// <summary>What a run may take.</summary>
/// <param name="timeout">Seconds for one program unless given; 0 for no limit.</param>
internal sealed class LimitOptions(double timeout)
{
    /// <summary>Long enough for a million instructions on a machine that has more to do.</summary>
    public const double UsualTimeout = 60;

    public Option<double> Timeout { get; } = TimeoutOption(timeout);

    public Option<long> MaxMemory { get; } = SizeOption("--max-memory", 2L << 30,
        "Memory while programs are verified; a program that takes more is unknown. 0 for no limit. 2G unless given.");

    public Option<long> MaxInput { get; } = SizeOption("--max-input", InputFile.DefaultLimit,
        "Size of one input file; a longer one is not read. 256M unless given.");

    public void AddTo(Command command)
    {
        command.Add(Timeout);
        command.Add(MaxMemory);
        command.Add(MaxInput);
    }

    public RunLimits LimitsOf(ParseResult parsed) => new()
    {
        Time = parsed.GetRequiredValue(Timeout) is > 0 and double seconds ? TimeSpan.FromSeconds(seconds) : null,
        Memory = parsed.GetRequiredValue(MaxMemory) is > 0 and long bytes ? bytes : null,
        Input = parsed.GetRequiredValue(MaxInput),
    };

    /// <summary>Bytes from a number with an optional K, M or G; null when it is none.</summary>
    internal static long? ParseSize(string text)
    {
        string digits = text.TrimEnd('B').TrimEnd('i');
        int shift = digits.Length == 0 ? 0 : char.ToUpperInvariant(digits[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        digits = shift == 0 ? digits : digits[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= long.MaxValue >> shift
            ? number << shift
            : null;
    }

    private static Option<double> TimeoutOption(double otherwise)
    {
        var option = new Option<double>("--timeout")
        {
            Description = "Seconds for one program; one that takes longer is unknown. 0 for no limit"
                + (otherwise > 0 ? string.Create(CultureInfo.InvariantCulture, $". {otherwise} unless given.") : ", as when not given."),
            HelpName = "SECONDS",
            DefaultValueFactory = _ => otherwise,
            CustomParser = result =>
            {
                string text = result.Tokens[^1].Value;
                const double Longest = 1e9;
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= Longest)
                {
                    return seconds;
                }

                result.AddError($"--timeout: '{text}' is no number of seconds.");
                return 0;
            },
        };
        return option;
    }

    internal static Option<long> SizeOption(string name, long otherwise, string description) => new(name)
    {
        Description = description,
        HelpName = "BYTES",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (ParseSize(text) is { } size)
            {
                return size;
            }

            result.AddError($"{name}: '{text}' is no size; write bytes, or a number with K, M or G.");
            return 0;
        },
    };
}
