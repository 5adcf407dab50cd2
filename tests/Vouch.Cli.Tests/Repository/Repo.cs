using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Vouch.Cli.Tests.Repository;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repo
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Hand-written C# files below a folder, as paths relative to the root.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        from file in Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !relative.EndsWith(".g.cs", StringComparison.Ordinal) && !relative.Contains("/obj/", StringComparison.Ordinal)
            && !relative.Contains("/bin/", StringComparison.Ordinal)
        select relative;

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Vouch.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("the tests run outside the repository");
    }
}
