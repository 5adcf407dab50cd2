namespace Vouch.Verifier.State;

/// <summary>What exploration finds out about the program, on whatever path. What is found is not taken back.</summary>
internal sealed class ExplorationFindings
{
    /// <summary>Pointer arithmetic by an unknown amount was seen on an unprivileged path: scalars must match exactly.</summary>
    public bool ExploresAluLimits { get; set; }

    /// <summary>An exception was thrown.</summary>
    public bool SawException { get; set; }

    /// <summary>
    /// The kernel forgot on some path what a dynptr's slices and clones hang on: the strict model may judge otherwise.
    /// </summary>
    public bool LosesTrackOfObjects { get; set; }
}
