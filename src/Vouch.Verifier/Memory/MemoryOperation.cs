using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Reading or writing.</summary>
internal enum AccessKind
{
    Read,
    Write,
}

/// <summary>One load or store.</summary>
/// <param name="Register">Where the address is.</param>
/// <param name="Offset">The instruction's offset.</param>
/// <param name="Size">Bytes: 1, 2, 4 or 8.</param>
/// <param name="Kind">Read or write.</param>
/// <param name="ValueRegister">The register read into or stored from; -1 when there is none (an immediate is stored, or the value does not matter).</param>
internal readonly record struct MemoryOperation(ArgumentPlace Register, int Offset, int Size, AccessKind Kind, int ValueRegister)
{
    /// <summary>Alignment is required even where the machine would not need it.</summary>
    public bool RequiresAlignment { get; init; }

    /// <summary>The load extends the sign.</summary>
    public bool ExtendsSign { get; init; }
}
