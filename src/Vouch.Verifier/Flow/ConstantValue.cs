using System;

namespace Vouch.Verifier.Flow;

/// <summary>How much is known of a register at one instruction, whatever the path.</summary>
internal enum ConstantKind : byte
{
    Unknown,
    Number,

    /// <summary>A map itself.</summary>
    Map,

    /// <summary>A place in a map's only value.</summary>
    MapValue,

    /// <summary>The address of a subprogram.</summary>
    Subprogram,
}

/// <summary>
/// A register as constant folding sees it. What a kind has no use for stays from what the register held before, and is
/// compared where paths meet: equal numbers from different maps are not the same constant.
/// </summary>
/// <param name="Kind">What is known.</param>
/// <param name="Map">Index of the map for the two map kinds.</param>
/// <param name="Value">The number, the offset into the map's value, or the subprogram.</param>
internal readonly record struct ConstantValue(ConstantKind Kind, int Map = 0, ulong Value = 0)
{
    public static ConstantValue Unknown => new(ConstantKind.Unknown);

    // Written out: code compiled ahead of time compares a record's members through a comparer object.
    public bool Equals(ConstantValue other) => Kind == other.Kind && Map == other.Map && Value == other.Value;

    public override int GetHashCode() => HashCode.Combine(Kind, Map, Value);

    public bool IsNumber => Kind == ConstantKind.Number;

    public ConstantValue WithValue(ulong value) => this with { Value = value };

    /// <summary>The register after a number is put into it.</summary>
    public ConstantValue WithNumber(ulong number) => this with { Kind = ConstantKind.Number, Value = number };

    /// <summary>Where paths meet, nothing changes by another value that comes along.</summary>
    public bool Covers(ConstantValue other) => Kind == ConstantKind.Unknown || this == other;

    /// <summary>The register where paths meet with different values.</summary>
    public ConstantValue Forgotten => this with { Kind = ConstantKind.Unknown };
}
