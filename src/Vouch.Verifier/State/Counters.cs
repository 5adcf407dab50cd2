namespace Vouch.Verifier.State;

/// <summary>What a verification counts. The rules of thumb about checkpoints and the limits read some of it back.</summary>
internal sealed class Counters
{
    public int ProcessedInstructions { get; set; }

    /// <summary>How many of them are counted for the subprograms that they belong to.</summary>
    public int CreditedInstructions { get; set; }

    public int ProcessedJumps { get; set; }

    public int TotalStates { get; set; }

    public int PeakStates { get; set; }

    public int MaxStatesPerInstruction { get; set; }

    public int MaxStackDepth { get; set; }
}
