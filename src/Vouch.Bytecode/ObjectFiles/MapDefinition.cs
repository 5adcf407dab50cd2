using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>A map as it would be created, after the loader's own adjustments.</summary>
public sealed record MapDefinition
{
    /// <summary>For the kernel at most 15 characters; as read from the file, all of them.</summary>
    public required string Name { get; init; }

    public required MapType Type { get; init; }

    /// <summary>Bytes.</summary>
    public uint KeySize { get; init; }

    /// <summary>Bytes.</summary>
    public uint ValueSize { get; init; }

    public uint MaxEntries { get; init; }

    /// <summary>BPF_F_* of map creation, as a number.</summary>
    public uint Flags { get; init; }

    public ulong Extra { get; init; }

    /// <summary>The BTF that key and value types are numbers of; null when the map has no type information.</summary>
    public BtfSpec? Types { get; init; }

    public BtfTypeId KeyType { get; init; }

    public BtfTypeId ValueType { get; init; }

    /// <summary>For struct_ops maps: the kernel's value struct, a number in <see cref="KernelTypes"/>.</summary>
    public BtfTypeId KernelValueType { get; init; }

    /// <summary>For struct_ops maps: the kernel's or module's BTF that has <see cref="KernelValueType"/>, else null.</summary>
    public BtfSpec? KernelTypes { get; init; }

    /// <summary>The prototype of the maps inside a map of maps, else null.</summary>
    public MapDefinition? Inner { get; init; }

    /// <summary>
    /// Initial bytes of global data (.rodata, .data, .kconfig, struct_ops). Shorter than the value where the rest is zero, so .bss has none.
    /// </summary>
    public ImmutableArray<byte> InitialValue { get; init; } = [];

    /// <summary>True for maps the loader freezes before it loads programs (.rodata, .kconfig): their bytes are constants.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>True for the loader's own maps over data sections.</summary>
    public bool IsGlobalData { get; init; }

    /// <summary>False for maps that the object has but that are not created: optional struct_ops maps, and those that are not selected.</summary>
    public bool IsCreated { get; init; } = true;

    /// <summary>For instruction arrays (jump tables): the entries, as instruction indices of the program.</summary>
    public ImmutableArray<int> JumpTargets { get; init; } = [];
}
