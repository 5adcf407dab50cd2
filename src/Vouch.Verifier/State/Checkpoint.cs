
namespace Vouch.Verifier.State;

/// <summary>A state remembered at an instruction: paths that come there with a state it covers need not go on.</summary>
internal sealed class Checkpoint(FramePool pool) : VerifierState(pool)
{
    /// <summary>The next older checkpoint in the same bucket.</summary>
    public Checkpoint? Older;

    /// <summary>How often a path ended here because of it.</summary>
    public int Hits;

    /// <summary>How often it was compared in vain, counted only when a new checkpoint was about to be stored.</summary>
    public int Misses;

    /// <summary>Where the state compared last differed: that is where the next one is likely to.</summary>
    public StatePlace LastDifference;

    /// <summary>No longer compared with; kept only until no path goes back through it.</summary>
    public bool IsEvicted;

    /// <summary>What cannot matter any more was taken out once its paths were explored.</summary>
    public bool IsCleaned;

    /// <summary>The pass through a loop it belongs to, or null outside loops.</summary>
    public LoopVisit? Visit;
}

/// <summary>A register or stack slot of some frame.</summary>
/// <param name="Kind">Which of the two, or neither.</param>
/// <param name="Frame">Number of the frame.</param>
/// <param name="Index">Number of the register or slot.</param>
internal readonly record struct StatePlace(StatePlaceKind Kind, byte Frame, byte Index)
{
    public static StatePlace Register(int frame, int index) => new(StatePlaceKind.Register, (byte)frame, (byte)index);

    public static StatePlace Slot(int frame, int index) => new(StatePlaceKind.Slot, (byte)frame, (byte)index);
}

/// <summary>Where a <see cref="StatePlace"/> is.</summary>
internal enum StatePlaceKind : byte
{
    None,
    Register,
    Slot,
}
