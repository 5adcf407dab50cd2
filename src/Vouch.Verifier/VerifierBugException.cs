using System;
using System.Globalization;

namespace Vouch.Verifier;

/// <summary>A defect of Vouch itself, never a property of the program. Carries the instruction that was being verified.</summary>
public sealed class VerifierBugException : Exception
{
    public VerifierBugException(int instructionIndex, string message)
        : base(string.Create(CultureInfo.InvariantCulture, $"internal error at instruction {instructionIndex}: {message}"))
    {
        InstructionIndex = instructionIndex;
    }

    public VerifierBugException(int instructionIndex, Exception cause)
        : base(string.Create(CultureInfo.InvariantCulture, $"internal error at instruction {instructionIndex}: {cause.Message}"), cause)
    {
        InstructionIndex = instructionIndex;
    }

    /// <summary>Index of the 8-byte instruction slot.</summary>
    public int InstructionIndex { get; }
}
