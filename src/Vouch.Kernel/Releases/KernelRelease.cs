using System;
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

    /// <summary>It is maintained for years.</summary>
    public bool IsLongTerm { get; init; }

    /// <summary>The distribution whose kernel it is, such as <c>debian-13</c>; null for those that none was released with.</summary>
    public string? DistributedAs { get; init; }

    /// <summary>Whether verdicts may be given in its name.</summary>
    public Fidelity Fidelity { get; init; }

    /// <summary>What its verifier does where releases differ.</summary>
    public KernelRules Rules { get; init; } = new();

    /// <summary>What loaders do for it.</summary>
    public LoaderFacts Loading { get; init; } = new();

    /// <summary>The place of this release in the rows of the tables.</summary>
    internal ReleaseSet Facts { get; init; }

    /// <summary>True for a row that this release has.</summary>
    internal bool Has(IFact row) => (row.In & Facts) != 0;

    /// <summary>Facts that were never taken from this release are not guessed from another.</summary>
    /// <param name="known">The releases that they were taken from.</param>
    /// <param name="what">Them.</param>
    /// <exception cref="NotSupportedException">This release is not among those.</exception>
    internal void Require(ReleaseSet known, string what)
    {
        if ((known & Facts) == 0)
        {
            throw new NotSupportedException($"{what} of {this}: not supported yet");
        }
    }

    /// <summary>As users read it: <c>Linux 7.3.4</c>.</summary>
    public override string ToString() => $"Linux {Version}";
}
