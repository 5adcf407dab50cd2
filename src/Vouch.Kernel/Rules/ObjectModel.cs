namespace Vouch.Kernel.Rules;

/// <summary>How references, derived objects and their release hang together.</summary>
public enum ObjectModel
{
    /// <summary>Linux 7.3: a register's own id names the reference; derived objects carry their parent's.</summary>
    Linux73,
    /// <summary>The proposed fifth version of the object relationship series: casts of one pointer share an anchor.</summary>
    V5,
    /// <summary>Every derived object dies with its parent, whatever the kernel lets pass.</summary>
    Strict,
    /// <summary>
    /// Linux 6.18: a register names its reference apart from its identity, and a slice its dynptr; a release ends what names the
    /// reference, once over.
    /// </summary>
    Legacy,
    /// <summary>
    /// The first design that was tried between the two and given up: as <see cref="Legacy"/>, but what is made from an object shares its
    /// reference.
    /// </summary>
    SharedReference,
    /// <summary>
    /// The second one tried and given up: one number for which pointer is null and for which object ends, another for the parent.
    /// </summary>
    SingleId,
}
