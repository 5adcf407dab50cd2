namespace Vouch.Kernel.Releases;

/// <summary>What loaders find out about a kernel by trying, and do otherwise for it. The defaults are what the newest release answers.</summary>
public sealed record LoaderFacts
{
    /// <summary>
    /// A direct load may point at any byte of an arena, so its variables lie on its last pages; before 7.1 offsets ended at 512 MiB,
    /// and variables lie on the first pages. Evidence: delta 6.18 A4 and section 14; recorded: arena_atomics.
    /// </summary>
    public bool PutsArenaDataLast { get; init; } = true;

    /// <summary>Programs are told the cookie that they were attached with. Since 5.15.</summary>
    public bool HasCookies { get; init; } = true;
}
