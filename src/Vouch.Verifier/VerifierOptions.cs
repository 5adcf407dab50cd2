using System;
using Vouch.Kernel;
using Vouch.Kernel.Releases;
using Vouch.Verifier.Trace;

namespace Vouch.Verifier;

/// <summary>What the log shows; the bits of the load command's log level. Source: Linux 7.3, kernel/bpf/log.c.</summary>
[Flags]
public enum LogLevels
{
    None = 0,

    /// <summary>The trace of the path that ended last.</summary>
    Path = 1,

    /// <summary>The trace of every path, and what the pre-passes found.</summary>
    All = 2,

    /// <summary>Closing statistics.</summary>
    Statistics = 4,

    /// <summary>When the log outgrows its buffer, keep the beginning instead of the end.</summary>
    KeepBeginning = 8,
}

/// <summary>Everything about a verification that can change its verdict, besides the program and the kernel profile.</summary>
public sealed record Semantics
{
    /// <summary>CAP_BPF.</summary>
    public bool HasBpfCapability { get; init; } = true;

    /// <summary>CAP_PERFMON.</summary>
    public bool HasPerfmonCapability { get; init; } = true;

    /// <summary>CAP_NET_ADMIN.</summary>
    public bool HasNetAdminCapability { get; init; } = true;

    /// <summary>CAP_SYS_ADMIN.</summary>
    public bool HasSysAdminCapability { get; init; } = true;

    /// <summary>The same as one value.</summary>
    public Capabilities Capabilities =>
        (HasBpfCapability ? Capabilities.Bpf : 0)
        | (HasPerfmonCapability ? Capabilities.Perfmon : 0)
        | (HasNetAdminCapability ? Capabilities.NetAdmin : 0)
        | (HasSysAdminCapability ? Capabilities.SysAdmin | Capabilities.SysBoot : 0);

    /// <summary>All capabilities: what root has.</summary>
    public static Semantics Privileged { get; } = new();

    /// <summary>None: an ordinary user with unprivileged BPF switched on.</summary>
    public static Semantics Unprivileged { get; } = new()
    {
        HasBpfCapability = false, HasPerfmonCapability = false, HasNetAdminCapability = false, HasSysAdminCapability = false,
    };
}

/// <summary>What is shown of a verification; never changes a verdict or a counter.</summary>
public sealed record Presentation
{
    public LogLevels LogLevel { get; init; } = LogLevels.Path | LogLevels.Statistics;

    /// <summary>Bytes of log kept; a longer log loses its beginning (or its end with <see cref="LogLevels.KeepBeginning"/>).</summary>
    public int LogSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Puts reports of the kernel's headings and our words where the kernel puts its reports into the log. Otherwise they are left out, and
    /// every line of the log is one of the kernel's.
    /// </summary>
    public bool ShowsReports { get; init; } = true;
}

/// <summary>Options of one verification.</summary>
public sealed record VerifierOptions
{
    public Semantics Semantics { get; init; } = Semantics.Privileged;

    /// <summary>
    /// Answers for kernels whose rules are not complete yet (<see cref="Fidelity.Preview"/>), too: such answers may be wrong. Otherwise the
    /// verdict about them is <see cref="Verdict.NotSupported"/>.
    /// </summary>
    public bool AllowsPreview { get; init; }

    public Presentation Presentation { get; init; } = new();

    /// <summary>What to remember of paths and objects; null for nothing.</summary>
    public Recording? Recording { get; init; }

    /// <summary>What the verification may take; null for as much as it takes.</summary>
    public VerificationBudget? Budget { get; init; }
}
