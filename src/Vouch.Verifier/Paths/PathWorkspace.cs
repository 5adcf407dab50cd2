using Vouch.Kernel;

namespace Vouch.Verifier.Paths;

/// <summary>What exploration keeps besides the state of the path it follows.</summary>
internal sealed class PathWorkspace(ObjectModel objects)
{
    public StatePool Pool { get; } = new(objects);

    public PendingPathStack Pending { get; } = new();

    /// <summary>Registers, slots and stack arguments being traced backwards.</summary>
    public PrecisionMasks Precision { get; } = new();

    public BackwardRelevance Relevance { get; } = new();

    public ArithmeticMemo Arithmetic { get; } = new();

    public CheckpointTable Checkpoints { get; } = new();

    /// <summary>Index of the current instruction's entry in the current state's history, or -1 while it has none.</summary>
    public int CurrentHistoryEntry { get; set; } = -1;
}
