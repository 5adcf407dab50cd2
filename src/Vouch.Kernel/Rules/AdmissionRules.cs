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

    /// <summary>
    /// Register numbers and the fields that an instruction does not use are checked of all instructions before anything else. In 7.1 and later; in
    /// 6.19 and before of most when a path comes to them, so that nobody minds in dead code. Evidence: delta 6.18 A3; recorded:
    /// verifier_value_illegal_alu/bad_offset_addx.
    /// </summary>
    public bool ChecksFieldsFirst { get; init; } = true;

    /// <summary>
    /// There is a jump to where a register says. In 7.1 and later; before its opcode is unknown. Evidence: delta 6.18 F2; recorded:
    /// verifier_gotox/jump_table_no_jump_table.
    /// </summary>
    public bool JumpsIndirectly { get; init; } = true;
}
