using System.Collections.Immutable;

namespace Vouch.Bytecode.Btf;

/// <summary>What the <c>.BTF.ext</c> section tells of the object's code, by code section. Instruction indices count from the section's begin.</summary>
public sealed record BtfExtension
{
    /// <summary>Function records; indices of 8-byte slots, rounded down as loaders do.</summary>
    public ImmutableArray<BtfExtensionSection<FunctionRecord>> Functions { get; init; } = [];

    /// <summary>Line records; indices of 8-byte slots, rounded down as loaders do.</summary>
    public ImmutableArray<BtfExtensionSection<LineRecord>> Lines { get; init; } = [];

    /// <summary>Relocations against the kernel's types.</summary>
    public ImmutableArray<BtfExtensionSection<CoreRelocation>> CoreRelocations { get; init; } = [];
}

/// <summary>The records of one code section, in the file's order.</summary>
/// <param name="SectionNameOffset">The code section's name, in the strings of the object's BTF.</param>
/// <param name="Records">Never empty.</param>
public readonly record struct BtfExtensionSection<T>(uint SectionNameOffset, ImmutableArray<T> Records);
