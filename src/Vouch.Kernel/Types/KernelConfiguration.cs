using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;

namespace Vouch.Kernel.Types;

/// <summary>What a configuration option is set to.</summary>
/// <param name="Kind">How the value is written.</param>
/// <param name="Number">The number; for <see cref="ConfigurationKind.Tristate"/> 0 is n, 1 is y, 2 is m, as BPF's <c>enum libbpf_tristate</c> has it.</param>
/// <param name="Text">The characters between the quotes, escapes kept as they stand; empty for other kinds.</param>
public readonly record struct ConfigurationValue(ConfigurationKind Kind, ulong Number, string Text);

/// <summary>The three ways of writing a configuration value.</summary>
public enum ConfigurationKind
{
    /// <summary>y, m or n.</summary>
    Tristate,

    /// <summary>Decimal or hexadecimal, perhaps negative (then in two's complement).</summary>
    Number,

    /// <summary>In double quotes.</summary>
    Text,
}

/// <summary>The options a kernel was built with: what <c>.kconfig</c> externs are answered from.</summary>
public sealed class KernelConfiguration
{
    private readonly Dictionary<string, string> settings;

    private KernelConfiguration(Dictionary<string, string> settings) => this.settings = settings;

    /// <summary>The bundled configuration of a release such as <c>linux-7.3</c>.</summary>
    /// <exception cref="ArgumentException">The release is not bundled.</exception>
    public static KernelConfiguration Open(string profileName)
    {
        using BrotliStream unpacked = new(BundledData.Open(profileName, "config.br"), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        return Read(reader);
    }

    /// <summary>Reads lines of <c>CONFIG_NAME=VALUE</c>; all other lines are passed over.</summary>
    public static KernelConfiguration Read(TextReader reader)
    {
        Dictionary<string, string> settings = new(8192, StringComparer.Ordinal);
        while (reader.ReadLine() is string line)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith("CONFIG_", StringComparison.Ordinal))
            {
                settings[line[..equals]] = line[(equals + 1)..].TrimEnd();
            }
        }

        return new KernelConfiguration(settings);
    }

    /// <summary>The value of an option given with its prefix, such as <c>CONFIG_HZ</c>; null when it is not set.</summary>
    public ConfigurationValue? Find(string option)
    {
        if (!settings.TryGetValue(option, out string? value) || value.Length == 0)
        {
            return null;
        }

        return value[0] switch
        {
            'y' or 'n' or 'm' when value.Length == 1 => new ConfigurationValue(ConfigurationKind.Tristate, value[0] switch { 'n' => 0u, 'y' => 1u, _ => 2u }, string.Empty),
            '"' when value.Length >= 2 && value[^1] == '"' => new ConfigurationValue(ConfigurationKind.Text, 0, value[1..^1]),
            _ => ReadNumber(value) is ulong number ? new ConfigurationValue(ConfigurationKind.Number, number, string.Empty) : null,
        };
    }

    /// <summary>The value as the configuration file writes it, quotes included; null when it is not set.</summary>
    public string? Written(string option) => settings.GetValueOrDefault(option);

    private static ulong? ReadNumber(string value)
    {
        bool negative = value.StartsWith('-');
        ReadOnlySpan<char> digits = negative ? value.AsSpan(1) : value;
        bool hexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool valid = hexadecimal
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return valid ? unchecked(negative ? 0 - number : number) : null;
    }
}
