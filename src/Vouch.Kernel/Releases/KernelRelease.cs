using Vouch.Kernel.Rules;

namespace Vouch.Kernel.Releases;

/// <summary>
/// A point release of the kernel as it was built: what a profile is made for. Code never compares versions; it asks a table or a rule
/// of the release.
/// </summary>
public sealed record KernelRelease
{
    /// <summary>The profile's name, such as <c>linux-7.3</c>: also that of the folder of its data.</summary>
    public required string Name { get; init; }

    /// <summary>The point release that everything was taken from.</summary>
    public required KernelVersion Version { get; init; }

    /// <summary>
    /// True when the verifier has all of this release's rules, so that verdicts may be given in its name. Of others the facts are known
    /// (types, configuration, symbols, tables), and those rules that can be chosen one by one.
    /// </summary>
    public bool IsModelled { get; init; }

    /// <summary>What its verifier does where releases differ.</summary>
    public KernelRules Rules { get; init; } = new();

    /// <summary>The place of this release in the rows of the tables.</summary>
    internal ReleaseSet Facts { get; init; }

    /// <summary>As users read it: <c>Linux 7.3.4</c>.</summary>
    public override string ToString() => $"Linux {Version}";
}
