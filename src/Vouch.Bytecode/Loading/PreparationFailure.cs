using System;

namespace Vouch.Bytecode.Loading;

/// <summary>Where the way from a file to the verifier ended.</summary>
public enum PreparationStage
{
    /// <summary>Sections, symbols, calls between functions.</summary>
    Elf,
    /// <summary>The object's own types.</summary>
    Btf,
    /// <summary>Kconfig values, kernel symbols and kfuncs that this kernel lacks.</summary>
    Extern,
    /// <summary>Type relocations against the kernel's types.</summary>
    Core,
    /// <summary>Maps that could not be made, struct_ops included.</summary>
    Map,
    /// <summary>No program type, or no attach target in this kernel.</summary>
    Attach,
}

/// <summary>Why a program never reaches the verifier.</summary>
/// <param name="Stage">Where it failed.</param>
/// <param name="Message">One line for the user.</param>
public sealed record PreparationFailure(PreparationStage Stage, string Message);

/// <summary>A failure on its way up to the one place that turns it into a <see cref="PreparationFailure"/>.</summary>
internal sealed class PreparationException(PreparationStage stage, string message) : Exception(message)
{
    public PreparationFailure Failure => new(stage, Message);
}
