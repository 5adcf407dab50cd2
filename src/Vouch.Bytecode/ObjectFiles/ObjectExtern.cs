using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>The C types that a kconfig value may be declared with.</summary>
internal enum KconfigKind
{
    Character,
    Boolean,
    Integer,
    /// <summary>yes, no or module.</summary>
    Tristate,
    Text,
}

/// <summary>How a kconfig value lies in its map. Size, alignment and offset are in bytes.</summary>
internal readonly record struct KconfigSlot(KconfigKind Kind, int Size, int Alignment, bool IsSigned, int Offset = 0);

/// <summary>Something that an object declares and the kernel defines.</summary>
internal sealed record ObjectExtern
{
    public required string Name { get; init; }

    /// <summary>The number of its ELF symbol.</summary>
    public required int Symbol { get; init; }

    /// <summary>When the kernel lacks it, it counts as zero.</summary>
    public required bool IsWeak { get; init; }

    /// <summary>Its variable or function in the object's BTF.</summary>
    public required BtfTypeId Declaration { get; init; }

    public required bool IsFunction { get; init; }

    /// <summary>A kernel symbol's type behind typedefs and qualifiers; void means that only its address is wanted.</summary>
    public BtfTypeId Type { get; init; }

    /// <summary>Set for kconfig values, null for kernel symbols.</summary>
    public KconfigSlot? Kconfig { get; init; }
}
