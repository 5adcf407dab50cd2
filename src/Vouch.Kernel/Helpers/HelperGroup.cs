namespace Vouch.Kernel.Helpers;

/// <summary>A set of helpers.</summary>
public sealed class HelperGroup
{
    private readonly ulong[] bits;

    internal HelperGroup(int count) => bits = new ulong[(count + 63) / 64];

    /// <summary>False for numbers that no helper has, too.</summary>
    public bool Contains(HelperId helper) =>
        (uint)helper < (uint)bits.Length * 64 && (bits[(int)helper / 64] & (1ul << ((int)helper % 64))) != 0;

    internal void Add(HelperId helper) => bits[(int)helper / 64] |= 1ul << ((int)helper % 64);
}
