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
    /// <summary>
    /// Linux 6.18: a register names its reference apart from its identity, and a slice its dynptr; a release ends what names the
    /// reference, once over.
    /// </summary>
    Legacy,
}

/// <summary>How a function is verified that a call runs before it returns.</summary>
public enum CallbackModel
{
    /// <summary>Linux 6.18 and 7.3: as if called any number of times, none included.</summary>
    Loop,
    /// <summary>
    /// Older kernels, 6.1 among them: followed once. What it was entered with it may read and not give back; what it acquires it gives back itself.
    /// </summary>
    Once,
}

/// <summary>Rules that differ between machines with one kernel release, or that a user wants to try.</summary>
public sealed record RuleSwitches
{
    public ObjectModel Objects { get; init; } = ObjectModel.Linux73;

    public CallbackModel Callbacks { get; init; } = CallbackModel.Loop;

    /// <summary>
    /// The kernel guards against speculative execution, so it judges unprivileged programs by the paths that a mispredicting
    /// machine takes as well. The recorded logs come from a machine where that is switched off.
    /// </summary>
    public bool MitigatesSpeculation { get; init; }

    /// <summary>Possible CPUs, at least one, which bound what bpf_get_smp_processor_id returns. The recorded logs come from a machine with one.</summary>
    public int CpuCount { get; init; } = 1;
}
