using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Programs;

/// <summary>How many attach types there are.</summary>
internal sealed record AttachTypeCount(ReleaseSet In, int Count) : IFact
{
    public AttachTypeCount(int count)
        : this(ReleaseSet.All, count)
    {
    }
}
