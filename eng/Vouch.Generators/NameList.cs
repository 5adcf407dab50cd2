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
    /// <param name="lines">Lines of <c>/proc/kallsyms</c>: address, type, name, and for modules' symbols the module.</param>
    public static IEnumerable<string> OfKernel(string[] lines) => lines
        .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length == 3)
        .Select(fields => fields[2]);

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
