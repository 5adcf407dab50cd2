using System;
using System.Collections.Generic;
using System.IO;

namespace Vouch.Verifier.Tests.Domains;

/// <summary>Text files that lie beside these tests and travel in their assembly. Lines that start with "//" are comments.</summary>
internal static class Fixture
{
    public static IEnumerable<string> Lines(string file)
    {
        string name = $"{typeof(Fixture).Namespace}.{file}";
        using Stream stream = typeof(Fixture).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"no embedded file {name}");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("//", StringComparison.Ordinal) && line.Trim().Length > 0)
                yield return line;
        }
    }
}
