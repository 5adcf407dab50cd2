namespace Vouch.Kernel.Releases;

/// <summary>How far a release's verifier is followed.</summary>
public enum Fidelity
{
    /// <summary>Not all of its rules are there: its answers may be wrong, either way. They are given only to those who ask for them.</summary>
    Preview,

    /// <summary>All of its rules are there: what is answered is what that kernel answers.</summary>
    Exact,
}
