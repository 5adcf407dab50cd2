namespace Vouch.Kernel.Rules;

/// <summary>Pointers, where releases differ.</summary>
public sealed record PointerRules
{
    /// <summary>
    /// A pointer that is moved by a known number counts it in a number of its own, apart from what is known of unknown moves: the log
    /// prints it as <c>off=</c>, only that part counts towards the range of a packet pointer, and what must not be moved is asked part by part.
    /// In 6.19 and before; in 7.1 and later a pointer has one offset, known or not.
    /// Evidence: delta 6.18 S2, L2, M1 to M8, T1; the recorded logs of 6.18.
    /// </summary>
    public bool CountsKnownMovesApart { get; init; }
}
