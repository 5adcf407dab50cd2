using Vouch.Kernel;
using Vouch.Verifier.Precision;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Paths;

/// <summary>What exploration keeps besides the state of the path it follows.</summary>
internal sealed class PathWorkspace(ObjectModel objects)
{
    public StatePool Pool { get; } = StatePools.Rent(objects);

    public PendingPathStack Pending { get; } = new();

    /// <summary>Registers, slots and stack arguments being traced backwards.</summary>
    public PrecisionMasks Precision { get; } = new();

    public BackwardRelevance Relevance { get; } = new();

    public ArithmeticMemo Arithmetic { get; } = new();

    public CheckpointTable Checkpoints { get; } = new();

    /// <summary>Index of the current instruction's entry in the current state's history, or -1 while it has none.</summary>
    public int CurrentHistoryEntry { get; set; } = -1;

    /// <summary>Gives the storage back. The exploration is over, and nobody looks at its states any more.</summary>
    public void Release()
    {
        Arithmetic.Release();
        Checkpoints.Release(Pool);
        StatePools.Return(Pool);
    }
}
