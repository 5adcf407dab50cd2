using System;

namespace Vouch.Bytecode.Btf;

/// <summary>The hash that name indices use, in memory and in bundled files (so it must never change without regenerating those).</summary>
internal static class NameHash
{
    /// <summary>32-bit FNV-1a over the bytes, with a closing mix so that the low bits may be used as a bucket number.</summary>
    public static uint Of(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte letter in name)
        {
            hash = unchecked((hash ^ letter) * 16777619);
        }

        hash ^= hash >> 16;
        hash = unchecked(hash * 0x7feb352d);
        return hash ^ (hash >> 15);
    }
}
