using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace Vouch.Generators;

/// <summary>Keeps a kernel configuration's settings: sorted lines of <c>NAME=VALUE</c>, compressed.</summary>
internal static class ConfigurationWriter
{
    public static byte[] Write(string[] lines)
    {
        string settings = string.Concat(lines
            .Where(line => line.StartsWith("CONFIG_", StringComparison.Ordinal) && line.Contains('='))
            .Order(StringComparer.Ordinal)
            .Select(line => line + "\n"));
        using MemoryStream output = new();
        using (BrotliStream brotli = new(output, CompressionLevel.SmallestSize))
        {
            brotli.Write(Encoding.UTF8.GetBytes(settings));
        }

        return output.ToArray();
    }
}
