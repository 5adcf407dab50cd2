using System;
using System.Collections.Generic;

namespace Vouch.Fuzzing.Generation;

/// <summary>Random choices that are the same for a seed on every machine and runtime (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        unchecked
        {
            state += 0x9e3779b97f4a7c15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number in [0, limit).</summary>
    public int Below(int limit) => (int)(Bits() % (ulong)limit);

    /// <summary>A number in [low, high].</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public string Pick(params string[] choices) => choices[Below(choices.Length)];

    public int Pick(params int[] choices) => choices[Below(choices.Length)];
}
