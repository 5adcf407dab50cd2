using Vouch.Bytecode.Uapi;

namespace Vouch.Fuzzing.Generation;

/// <summary>A map that programs may use; sizes in bytes.</summary>
internal sealed record MapRow(string Name, MapType Type, int KeySize, int ValueSize)
{
    /// <summary>Its values can be looked up and written as plain memory.</summary>
    public bool IsPlain => Name is "array" or "small_array" or "hash" or "percpu_array" or "percpu_hash" or "lru_hash" or "prefixes";

    /// <summary>A value that user space gave, behind a lookup in a map of maps.</summary>
    public bool IsOuter => Type is MapType.ArrayOfMaps or MapType.HashOfMaps;
}
