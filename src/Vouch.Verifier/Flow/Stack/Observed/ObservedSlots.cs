namespace Vouch.Verifier.Flow.Stack.Observed;

/// <summary>What was seen of one instruction and one frame's slots. Bit n is slot n.</summary>
internal struct ObservedSlots
{
    /// <summary>Slots that some visit read.</summary>
    public ulong Reads;

    /// <summary>Slots that every visit wrote whole.</summary>
    public ulong Writes;

    /// <summary>Slots that are written by the instruction or on every way from it to the end of the function.</summary>
    public ulong WritesFromHere;

    /// <summary>Slots that may be read by the instruction or by what follows it.</summary>
    public ulong Live;
}
