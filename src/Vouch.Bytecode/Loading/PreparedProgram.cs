using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>One program made ready for a kernel, or why that failed: one of request and failure is set.</summary>
public sealed record PreparedProgram
{
    public required ObjectProgram Program { get; init; }

    /// <summary>What the verifier is given; null when the way there failed.</summary>
    public LoadRequest? Request { get; init; }

    public PreparationFailure? Failure { get; init; }

    /// <summary>The type it is loaded as: a program that replaces another's function is taken for what its context argument suggests.</summary>
    public required ProgramType ProgramType { get; init; }

    /// <summary>For struct_ops programs the member's number, as the load command has it.</summary>
    public required AttachType ExpectedAttachType { get; init; }

    /// <summary>8-byte slots as far as they are known: with subprograms once these were appended.</summary>
    public required int InstructionCount { get; init; }
}
