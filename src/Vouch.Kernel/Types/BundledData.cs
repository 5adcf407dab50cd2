using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Vouch.Kernel.Types;

/// <summary>The files bundled with the program, one folder a kernel release.</summary>
internal static class BundledData
{
    private static readonly Assembly Home = typeof(BundledData).Assembly;

    /// <summary>Opens a file of a release, such as <c>config.br</c> of <c>linux-7.3</c>.</summary>
    /// <exception cref="ArgumentException">The release is not bundled.</exception>
    public static Stream Open(string profileName, string file) =>
        Home.GetManifestResourceStream(profileName + "/" + file)
        ?? throw new ArgumentException($"no kernel profile '{profileName}'; there are: {string.Join(", ", Profiles())}", nameof(profileName));

    private static string[] Profiles() =>
        Home.GetManifestResourceNames().Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal).ToArray();
}
