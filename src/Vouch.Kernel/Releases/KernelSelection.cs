using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Kernel.Releases;

/// <summary>
/// How users name kernels: <c>linux-7.3</c> or <c>7.3</c>, the names of sets (<c>latest</c>, <c>lts</c>, <c>all</c>, and what distributions call
/// theirs, such as <c>debian-13</c>), ranges with both ends (<c>6.12..7.3</c>), and lists of these with commas.
/// </summary>
public static class KernelSelection
{
    private const string Prefix = "linux-";
    private const string RangeMark = "..";

    /// <summary>The names of the profiles that are meant, each once: in the order in which they are named, sets and ranges from the oldest.</summary>
    /// <exception cref="ArgumentException">Something is not the name of a kernel that is known.</exception>
    public static ImmutableArray<string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split(',', StringSplitOptions.TrimEntries).SelectMany(Named).Select(release => release.Name).Distinct()];
    }

    /// <summary>The one profile that is meant.</summary>
    /// <exception cref="ArgumentException">No kernel is known by the name, or there are several.</exception>
    public static string One(string text) => Parse(text) is [var name]
        ? name
        : throw new ArgumentException($"'{text}' names several kernels, and one is asked here: {string.Join(", ", Parse(text))}", nameof(text));

    private static IEnumerable<KernelRelease> Named(string term)
    {
        int mark = term.IndexOf(RangeMark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            KernelRelease first = Release(term[..mark]), last = Release(term[(mark + RangeMark.Length)..]);
            return first.Version <= last.Version
                ? OldestFirst.Where(release => release.Version >= first.Version && release.Version <= last.Version)
                : throw new ArgumentException($"the range {term} begins with the newer kernel", nameof(term));
        }

        return term switch
        {
            "all" => OldestFirst,
            "latest" => [KernelReleases.Bundled[0]],
            "lts" => OldestFirst.Where(release => release.IsLongTerm),
            _ => [Release(term)],
        };
    }

    private static IEnumerable<KernelRelease> OldestFirst => KernelReleases.Bundled.Reverse();

    private static KernelRelease Release(string name) =>
        KernelReleases.Bundled.FirstOrDefault(release => release.Name == name || release.Name == Prefix + name || release.DistributedAs == name)
        ?? throw new ArgumentException(
            $"no kernel profile '{name}'; known: {string.Join(", ", KernelReleases.Bundled.Select(release => release.Name))}, latest, lts, all", nameof(name));
}
