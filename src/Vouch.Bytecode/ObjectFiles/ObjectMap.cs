using System;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>Where a map of an object comes from.</summary>
internal enum MapOrigin
{
    /// <summary>A definition in .maps.</summary>
    Definition,
    /// <summary>A record of numbers in a section of its own, maps/NAME.</summary>
    Record,
    Data,
    ZeroData,
    ReadOnlyData,
    Kconfig,
    StructOps,
}

/// <summary>A map as the object describes it, before a kernel is known.</summary>
internal sealed record ObjectMap
{
    public required string Name { get; init; }

    public required MapOrigin Origin { get; init; }

    /// <summary>The section of its definition or data; the symbol table's for kconfig.</summary>
    public required int Section { get; init; }

    /// <summary>Bytes from the section's start.</summary>
    public uint Offset { get; init; }

    public required MapType Type { get; init; }

    public uint KeySize { get; init; }

    public uint ValueSize { get; init; }

    public uint MaxEntries { get; init; }

    public uint Flags { get; init; }

    public ulong Extra { get; init; }

    public BtfTypeId KeyType { get; init; }

    public BtfTypeId ValueType { get; init; }

    public ObjectMap? Inner { get; init; }

    /// <summary>False for struct_ops maps in sections that begin with a question mark.</summary>
    public bool IsCreated { get; init; } = true;

    /// <summary>The file's bytes for data; shorter than the value where the rest is zero.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>For struct_ops maps, which program each member of the struct points to.</summary>
    public ObjectFunction?[] Members { get; init; } = [];

    public bool IsGlobalData => Origin is MapOrigin.Data or MapOrigin.ZeroData or MapOrigin.ReadOnlyData or MapOrigin.Kconfig;

    public bool IsConstant => Origin is MapOrigin.ReadOnlyData or MapOrigin.Kconfig;

    /// <summary>As the file has it.</summary>
    public MapDefinition Definition(BtfSpec? types) => new()
    {
        Name = Name,
        Type = Type,
        KeySize = KeySize,
        ValueSize = ValueSize,
        MaxEntries = MaxEntries,
        Flags = Flags,
        Extra = Extra,
        Types = types,
        KeyType = types is null ? BtfTypeId.Void : KeyType,
        ValueType = types is null ? BtfTypeId.Void : ValueType,
        Inner = Inner?.Definition(types),
        InitialValue = ImmutableArray.Create(Content.Span),
        IsFrozen = IsConstant,
        IsGlobalData = IsGlobalData,
        IsCreated = IsCreated,
    };
}
