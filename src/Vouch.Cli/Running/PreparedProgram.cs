using Vouch.Bytecode.Objects;
using Vouch.Bytecode.Uapi;

namespace Vouch.Cli.Running;

/// <summary>One program of an object on its way to the verifier: either a load request or the reason why there is none.</summary>
internal sealed record PreparedProgram
{
    public required string Name { get; init; }

    public required string Section { get; init; }

    public ProgramType Type { get; init; }

    public AttachType Attach { get; init; }

    /// <summary>Instruction slots, subprograms included.</summary>
    public int Size { get; init; }

    public LoadRequest? Request { get; init; }

    public PreparationFailure? Failure { get; init; }
}
