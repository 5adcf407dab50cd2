namespace Vouch.Kernel.Rules;

/// <summary>What is decided before a program is explored, where releases differ.</summary>
public sealed record AdmissionRules
{
    /// <summary>
    /// Programs that may interrupt anything (kprobe, tracepoint, perf_event, raw_tracepoint) may have maps with timers, work queues and resilient
    /// spin locks in their values, which are made for that: only plain spin locks are refused. In 7.1 and later; in 6.19 and before all of
    /// these are. Evidence: delta 6.18 A9; recorded: test_helper_restricted/kprobe_timer.
    /// </summary>
    public bool TracingUsesReentrantFields { get; init; } = true;

    /// <summary>
    /// The kernel functions that a program mentions are looked for when everything else is known of its instructions. In 7.1 and later; in
    /// 6.19 and before together with its own functions, before anything is logged. Evidence: delta 6.18 A1; recorded: xdp_hw_metadata/rx.
    /// </summary>
    public bool ResolvesKfuncsLast { get; init; } = true;
}
