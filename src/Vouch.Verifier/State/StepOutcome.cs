namespace Vouch.Verifier.State;

/// <summary>How one instruction ended, for the main loop.</summary>
internal enum StepOutcome
{
    /// <summary>Go on with the next slot.</summary>
    Next,

    /// <summary><see cref="PathCursor.InstructionIndex"/> was set.</summary>
    Jumped,

    /// <summary>This path is finished.</summary>
    PathEnd,
}
