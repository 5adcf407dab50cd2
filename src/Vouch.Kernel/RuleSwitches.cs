namespace Vouch.Kernel;

/// <summary>How references, derived objects and their release hang together.</summary>
public enum ObjectModel
{
    /// <summary>Linux 7.3: a register's own id names the reference; derived objects carry their parent's.</summary>
    Linux73,
    /// <summary>The proposed fifth version of the object relationship series: casts of one pointer share an anchor.</summary>
    V5,
    /// <summary>Up to Linux 7.2: a separate reference id on each register. Not modelled: verdicts are unknown.</summary>
    Legacy,
    /// <summary>Every derived object dies with its parent, whatever the kernel lets pass.</summary>
    Strict,
}

/// <summary>How a callback that runs during the call is verified.</summary>
public enum CallbackModel
{
    /// <summary>As a loop: until another round changes nothing.</summary>
    Loop,
    /// <summary>Once.</summary>
    Once,
}

/// <summary>Rules that differ between releases, each read in one place.</summary>
public sealed record RuleSwitches
{
    public ObjectModel Objects { get; init; } = ObjectModel.Linux73;

    public CallbackModel Callbacks { get; init; } = CallbackModel.Loop;

    /// <summary>A rejection's log closes with a structured report.</summary>
    public bool ReportsFailures { get; init; } = true;

    /// <summary>Statistics list each subprogram with its instruction counts.</summary>
    public bool CountsPerSubprogram { get; init; } = true;

    /// <summary>Level-2 logs begin with what the static passes found (stack use, live registers).</summary>
    public bool LogsStaticPasses { get; init; } = true;
}
