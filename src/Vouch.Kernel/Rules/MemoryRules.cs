namespace Vouch.Kernel.Rules;

/// <summary>Loads, stores and memory that calls use, where releases differ. How offsets are kept is in <see cref="PointerRules"/>.</summary>
public sealed record MemoryRules
{
    /// <summary>
    /// The context may be moved where its accesses are not rewritten: by a known number, and in syscall programs, where it is memory for calls
    /// too, by an unknown one. In 7.1 and later; in 6.19 and before it must be as it was given and is accessed aligned, helpers do not take
    /// it as memory, and a call that does is judged by one byte, its last. Evidence: delta 6.18 Y3, Y4, M9; arg_tag_ctx_syscall_bpf_for.
    /// </summary>
    public bool MovesContexts { get; init; } = true;

    /// <summary>
    /// A load of stack bytes that are zero partly by themselves and partly as spilled zeroes gives zero, and makes those spills precise. Since
    /// 7.3; before, the result is unknown. Evidence: delta 6.18 M4; verifier_var_off.
    /// </summary>
    public bool JoinsZeroesOfSpills { get; init; } = true;

    /// <summary>
    /// A store to an unknown place on the stack ends what was spilled in the slots that it may hit, and all of its bytes become plain. In 7.1 and
    /// later; in 6.19 and before the bytes that it cannot hit still count as spilled, and what they hold cannot be read.
    /// Evidence: delta 6.18 M4.
    /// </summary>
    public bool BlursWholeSlots { get; init; } = true;

    /// <summary>
    /// Pointers of all kinds are kept when they are stored on the stack. Since 7.3; before, those to buffers of tracepoints and to dynptrs handed to a
    /// callback become plain bytes. Evidence: delta 6.18 S8.
    /// </summary>
    public bool SpillsAllPointers { get; init; } = true;

    /// <summary>
    /// Buffers that may be null can be accessed. In 6.19 and before; 7.1 and later want them to be tested. Evidence: delta 6.18 M5; iter_buf_null_fail.
    /// </summary>
    public bool AccessesNullableBuffers { get; init; }

    /// <summary>
    /// A store through a pointer that may fault is refused before the program type is asked which fields it writes. Since 7.3.
    /// Evidence: delta 6.18 M6; bpf_qdisc_fail__untrusted_write.
    /// </summary>
    public bool RefusesFaultingStores { get; init; } = true;

    /// <summary>The refusal of a store to a kernel's field ends in a line that names the place. Since 7.2. Evidence: delta 6.18 M6.</summary>
    public bool NamesRefusedStores { get; init; } = true;

    /// <summary>
    /// A call that writes to an object is judged as a write. Since 7.3; before as a read. Evidence: delta 6.18 M6; verifier_global_ptr_args.
    /// </summary>
    public bool JudgesCallsByTheirUse { get; init; } = true;

    /// <summary>
    /// Loads through untrusted memory take CAP_PERFMON. Since 7.3; before, who got such a pointer may use it. Evidence: delta 6.18 M10.
    /// </summary>
    public bool ProbesForPrivilegedOnly { get; init; } = true;

    /// <summary>
    /// A zero that is stored into a field for pointers becomes precise. Since 7.2. Evidence: delta 6.18 M11.
    /// </summary>
    public bool MarksStoredNull { get; init; } = true;

    /// <summary>
    /// An atomic load wants its pointer to be one that it may use, and not one that may fault, before it loads. Since 7.2; before it loads, and
    /// looks then at what the register holds. Evidence: delta 6.18 T8; verifier_load_acquire.
    /// </summary>
    public bool TestsAtomicLoadsFirst { get; init; } = true;

    /// <summary>
    /// What an atomic instruction was used on is remembered, so that it is not used on something that is rewritten otherwise. Since 7.3; before
    /// only of arenas. Evidence: delta 6.18 T8; verifier_arena.
    /// </summary>
    public bool RemembersAtomicPointers { get; init; } = true;

    /// <summary>
    /// Where a load meets memory and objects, or trusted and untrusted ones, it is probed if one of them may fault, and untrusted memory
    /// goes together with nothing else. Since 7.3; before, flags add up, and all memory goes together with plain regions. Evidence: delta 6.18 T9.
    /// </summary>
    public bool SeparatesFaultingMemory { get; init; } = true;

    /// <summary>
    /// A trailing array without length is walked into in objects that the program allocated as well. In 7.1 and before; since 7.2 only
    /// in the kernel's. Evidence: delta 6.18 Y6; linked_list_fail.
    /// </summary>
    public bool WalksFlexibleArraysOfAllocations { get; init; }

    /// <summary>
    /// All type tags between a pointer and its target are read, and two that matter are an error. Since 7.2; before only the first modifier is
    /// looked at. Evidence: delta 6.18 Y5.
    /// </summary>
    public bool ReadsAllTypeTags { get; init; } = true;

    /// <summary>
    /// An argument of a traced function that points to anything but a struct is a number. In 7.1 and later; in 6.19 and before one that points
    /// to void or to an integer is, and others are refused. Evidence: delta 6.18 Y5.
    /// </summary>
    public bool TakesOtherPointersForNumbers { get; init; } = true;
}
