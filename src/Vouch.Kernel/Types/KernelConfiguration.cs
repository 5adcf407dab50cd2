using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;

namespace Vouch.Kernel.Types;

/// <summary>The options a kernel was built with: what <c>.kconfig</c> externs are answered from.</summary>
public sealed class KernelConfiguration
{
    private readonly Lazy<Dictionary<string, string>> settings;

    private KernelConfiguration(Func<Dictionary<string, string>> read) => settings = new(read);

    /// <summary>The bundled configuration of a release such as <c>linux-7.3</c>; unpacked when the first option is asked for.</summary>
    /// <exception cref="ArgumentException">The release is not bundled.</exception>
    public static KernelConfiguration Open(string profileName)
    {
        Stream packed = BundledData.Open(profileName, "config.br");
        return new KernelConfiguration(() =>
        {
            using StreamReader reader = new(new BrotliStream(packed, CompressionMode.Decompress));
            return ReadSettings(reader);
        });
    }

    /// <summary>Reads lines of <c>CONFIG_NAME=VALUE</c>; all other lines are passed over.</summary>
    public static KernelConfiguration Read(TextReader reader)
    {
        Dictionary<string, string> settings = ReadSettings(reader);
        return new KernelConfiguration(() => settings);
    }

    /// <summary>
    /// The value of an option given with its prefix (<c>CONFIG_HZ</c>) as the configuration writes it: <c>y</c>, <c>m</c>, a number, or text in
    /// double quotes; null when it is not set.
    /// </summary>
    public string? Find(string option) => settings.Value.GetValueOrDefault(option);

    private static Dictionary<string, string> ReadSettings(TextReader reader)
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

        return settings;
    }
}
