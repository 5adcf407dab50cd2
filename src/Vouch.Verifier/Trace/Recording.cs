namespace Vouch.Verifier.Trace;

/// <summary>What to remember of a verification. Recording changes no verdict, no counter and no log; it takes time and memory.</summary>
public sealed record Recording
{
    /// <summary>The objects before and after each visit of this instruction (index of the 8-byte slot); null for none.</summary>
    public int? Instruction { get; init; }

    /// <summary>
    /// The path of an accepted program to remember, counted from 1 in the order of exploration; null for the first of those that
    /// come to the program's end and see the most objects (or, where those see none, of the others). Of a rejected program the path that fails is remembered.
    /// </summary>
    public int? Path { get; init; }

    /// <summary>Visits kept at most; later ones are dropped.</summary>
    public int MaxVisits { get; init; } = 1000;
}
