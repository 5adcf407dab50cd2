using System;

namespace Vouch.Kernel.Helpers;

/// <summary>A set of helpers.</summary>
public sealed class HelperGroup
{
    private readonly ulong[] bits = new ulong[(HelperNames.ByNumber.Length + 63) / 64];

    internal HelperGroup(params ReadOnlySpan<HelperId> members)
    {
        foreach (HelperId member in members)
        {
            bits[(int)member / 64] |= 1ul << ((int)member % 64);
        }
    }

    /// <summary>False for numbers that no helper has, too.</summary>
    public bool Contains(HelperId helper) =>
        (uint)helper < (uint)bits.Length * 64 && (bits[(int)helper / 64] & (1ul << ((int)helper % 64))) != 0;
}
