using System;

namespace Vouch.Verifier.State;

/// <summary>What exploration finds out about the program, on whatever path. What is found is not taken back.</summary>
internal sealed class ExplorationFindings
{
    public ExplorationFindings(int programLength)
    {
        Instructions = TablePool<InstructionFindings>.Rent(programLength);
        Instructions.AsSpan(0, programLength).Clear();
    }

    /// <summary>By instruction; longer than the program.</summary>
    public InstructionFindings[] Instructions { get; }

    /// <summary>By subprogram, as <see cref="ProgramFacts.Subprograms"/>.</summary>
    public SubprogramFindings[] Subprograms { get; private set; } = [];

    /// <summary>For each argument that the attach point types the reference acquired for it where the program starts, or 0.</summary>
    public uint[] ArgumentReferences { get; set; } = [];

    /// <summary>Pointer arithmetic by an unknown amount was seen on an unprivileged path: scalars must match exactly.</summary>
    public bool ExploresAluLimits { get; set; }

    /// <summary>An exception was thrown.</summary>
    public bool SawException { get; set; }

    /// <summary>
    /// The kernel forgot on some path what a dynptr's slices and clones hang on: the strict model may judge otherwise.
    /// </summary>
    public bool LosesTrackOfObjects { get; set; }

    /// <summary>The subprograms are known; nothing is found out about them yet.</summary>
    public void Start(SubprogramInfo[] subprograms) => Subprograms = Array.ConvertAll(subprograms, s => new SubprogramFindings(s));

    /// <summary>Gives the large table back. The session is over.</summary>
    public void Release() => TablePool<InstructionFindings>.Return(Instructions);
}
