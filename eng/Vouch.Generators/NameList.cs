using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace Vouch.Generators;

/// <summary>Lists of names: taken from <c>/proc/kallsyms</c>, and as they are bundled (sorted, a line each, compressed).</summary>
internal static class NameList
{
    /// <summary>The names of the kernel's own symbols; those of modules have a field more.</summary>
    /// <param name="lines">
    /// Lines of <c>/proc/kallsyms</c>: address, type, name, and for modules' symbols the module. Or the kernel's names alone, one a line.
    /// </param>
    /// <exception cref="InvalidDataException">There is no name in them.</exception>
    public static IReadOnlyList<string> OfKernel(string[] lines)
    {
        List<string> names = [.. lines
            .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length is 1 or 3)
            .Select(fields => fields[^1])];
        return names.Count > 0 ? names : throw new InvalidDataException("no symbols: neither lines of /proc/kallsyms nor names, one a line");
    }

    public static byte[] Pack(IEnumerable<string> names)
    {
        string text = string.Concat(names.Distinct().Order(StringComparer.Ordinal).Select(name => name + "\n"));
        using MemoryStream output = new();
        using (BrotliStream brotli = new(output, CompressionLevel.SmallestSize))
        {
            brotli.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
