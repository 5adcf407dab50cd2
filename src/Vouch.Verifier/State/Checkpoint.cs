using Vouch.Kernel;

namespace Vouch.Verifier.State;

/// <summary>A state remembered at an instruction: paths that come there with a state it covers need not go on.</summary>
internal sealed class Checkpoint(ObjectModel objects) : VerifierState(objects)
{
    /// <summary>The next older checkpoint in the same bucket.</summary>
    public Checkpoint? Older;

    /// <summary>How often a path ended here because of it.</summary>
    public int Hits;

    /// <summary>How often it was compared in vain, counted only when a new checkpoint was about to be stored.</summary>
    public int Misses;

    /// <summary>No longer compared with; kept only until no path goes back through it.</summary>
    public bool IsEvicted;

    /// <summary>The pass through a loop it belongs to, or null outside loops.</summary>
    public LoopVisit? Visit;
}
