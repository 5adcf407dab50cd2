namespace Vouch.Kernel;

/// <summary>How references, derived objects and their release hang together.</summary>
public enum ObjectModel
{
    /// <summary>Linux 7.3: a register's own id names the reference; derived objects carry their parent's.</summary>
    Linux73,
    /// <summary>The proposed fifth version of the object relationship series: casts of one pointer share an anchor.</summary>
    V5,
    /// <summary>Every derived object dies with its parent, whatever the kernel lets pass.</summary>
    Strict,
}

/// <summary>Rules that differ between kernels of one release, or that a user wants to try; each read in one place.</summary>
public sealed record RuleSwitches
{
    public ObjectModel Objects { get; init; } = ObjectModel.Linux73;

    /// <summary>
    /// The kernel guards against speculative execution, so it judges unprivileged programs by the paths that a mispredicting
    /// machine takes as well. The recorded logs come from a machine where that is switched off.
    /// </summary>
    public bool MitigatesSpeculation { get; init; }
}
