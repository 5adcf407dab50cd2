using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Helpers;

/// <summary>How many helpers there are.</summary>
internal sealed record HelperCount(ReleaseSet In, int Count) : IFact
{
    public HelperCount(int count)
        : this(ReleaseSet.All, count)
    {
    }
}

/// <summary>A helper that belongs to a group.</summary>
internal sealed record HelperGroupRow(ReleaseSet In, HelperGroupId Group, HelperId Helper) : IFact
{
    public HelperGroupRow(HelperGroupId group, HelperId helper)
        : this(ReleaseSet.All, group, helper)
    {
    }
}

/// <summary>A set of helpers, and the one that is asked where it has no answer.</summary>
internal sealed record HelperSetHead(ReleaseSet In, HelperSetId Set, HelperSetId Fallback) : IFact
{
    public HelperSetHead(HelperSetId set, HelperSetId fallback)
        : this(ReleaseSet.All, set, fallback)
    {
    }

    /// <summary>Asked first; where it has no answer the set's own rows are asked.</summary>
    public HelperSetId Before { get; init; }

    /// <summary>Attach types for which <see cref="Before"/> is asked.</summary>
    public AttachTypes BeforeOnlyFor { get; init; } = AttachTypes.All;
}
