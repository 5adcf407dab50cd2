namespace Vouch.Kernel.Rules;

/// <summary>Calls, where releases differ.</summary>
public sealed record CallRules
{
    /// <summary>
    /// Where the stack of a chain of calls is summed, global functions start to count frames again. In 7.1 and later; in 6.19 and
    /// before they count on.
    /// Evidence: delta 6.18 A8.
    /// </summary>
    public bool GlobalFunctionsCountAnew { get; init; } = true;

    /// <summary>
    /// What a lookup in a map of maps or sockets gives is typed at the call, and every map found has a number of its own. Since 7.3; before, it is
    /// a map value until it was compared with null, and a map found has a number only if its values have timers, work queues or task work.
    /// Evidence: delta 6.18 S4, S5; the recorded logs of linked_list_fail.
    /// </summary>
    public bool TypesLookupsAtTheCall { get; init; } = true;

    /// <summary>
    /// <c>bpf_kptr_xchg</c> may put a pointer into an object that is only borrowed. In 7.1 and later; in 6.19 and before the object must be
    /// owned. Evidence: delta 6.18 K5; rbtree_search_kptr.
    /// </summary>
    public bool ExchangesIntoBorrowedObjects { get; init; } = true;

    /// <summary>
    /// The error that cgroup programs hand on is one: <c>bpf_set_retval</c> takes no other number, so that <c>bpf_get_retval</c> gives none. Since
    /// 7.2; before, both are any number. Evidence: delta 6.18 Y2; verifier_set_retval.
    /// </summary>
    public bool LimitsReturnedErrors { get; init; } = true;

    /// <summary>
    /// Functions may have more parameters than there are registers for them, unless they are global. Since 7.2; before, a function with more
    /// than five is one whose types are not known. Evidence: delta 6.18 S1, Y7.
    /// </summary>
    public bool PassesArgumentsOnStack { get; init; } = true;

    /// <summary>
    /// A function whose types are relied on may return nothing, or a pointer into an arena where that is typed. In 7.1 and later; in 6.19
    /// and before it returns a number, and so does a program in place of a function. Evidence: delta 6.18 Y1, Y7; test_global_func7.
    /// </summary>
    public bool FunctionsMayReturnNothing { get; init; } = true;

    /// <summary>
    /// A type tag behind a pointer says that an argument or result lies in an arena. Since 7.2; before only a tag of the declaration does.
    /// Evidence: delta 6.18 Y7; verifier_arena.
    /// </summary>
    public bool ReadsTypeTagsOfArguments { get; init; } = true;

    /// <summary>
    /// What a kernel function's parameter wants is told from its prototype alone, and all pointers must be trusted. In 7.1 and later;
    /// in 6.19 and before it is told at each call, by the register passed as well, and trust is asked where the function asks for it.
    /// Evidence: delta 6.18 C10 to C17; the 6.18 kernel accepts dynptr_success/test_dynptr_skb_no_buff.
    /// </summary>
    public bool TellsParametersByPrototype { get; init; } = true;

    /// <summary>
    /// A struct pointer that a kernel function returns is trusted. In 7.1 and later; in 6.19 and before it is neither that nor
    /// untrusted, unless an iterator returns it.
    /// Evidence: delta 6.18 O5.
    /// </summary>
    public bool TrustsReturnedStructs { get; init; } = true;

    /// <summary>
    /// A kernel function declares that it may be called under a spin lock, and bpf_kptr_xchg may too. In 7.3, the exchange in 7.1 and
    /// later; before the verifier knew those functions by name: graphs, numeric iterators, resilient locks.
    /// Evidence: delta 6.18 C5.
    /// </summary>
    public bool DeclaresSafetyUnderLocks { get; init; } = true;

    /// <summary>
    /// In a tracing program nothing may be dropped whose fields take care to be freed. In 7.2 and later; before it may.
    /// Evidence: delta 6.18 C19.
    /// </summary>
    public bool GuardsDropsInTracing { get; init; } = true;

    /// <summary>
    /// A helper that may sleep is refused for the region that it is called in, and then for the program. In 7.1 and later; in 6.19 and
    /// before for the program first, in other words. Evidence: delta 6.18 C2.
    /// </summary>
    public bool BlamesRegionsBeforePrograms { get; init; } = true;

    /// <summary>
    /// A global function is verified once for callers that may sleep and once for those that may not. In 7.3; before once, as if the
    /// program itself called it. Evidence: delta 6.18 C34.
    /// </summary>
    public bool VerifiesFunctionsByContext { get; init; } = true;

    /// <summary>
    /// Where a global function is called that may throw, the path on which it does is followed. In 7.1 and later; in 6.19 and before it
    /// is not. Evidence: delta 6.18 C35.
    /// </summary>
    public bool FollowsThrowsOfFunctions { get; init; } = true;

    /// <summary>
    /// A global function that may move the packet gets no pointers into it, and null is no memory for it. In 7.1 and later; in 6.19 and before
    /// it may get both. Evidence: delta 6.18 C35; the 6.18 kernel accepts verifier_global_ptr_args/pkt_ptr_to_global_mem_arg_changes_data.
    /// </summary>
    public bool GuardsMemoryOfFunctions { get; init; } = true;

    /// <summary>
    /// Elements of an array that is created with other sizes than its template's may be missing. In 7.2 and later; before a constant key
    /// within the template's size is enough. Evidence: delta 6.18 C6.
    /// </summary>
    public bool DoubtsElementsOfInnerMaps { get; init; } = true;

    /// <summary>
    /// Callbacks may not leave by a tail call or by a load from the packet that fails. In 7.3; before they may while they are followed.
    /// Evidence: delta 6.18 C36; the 6.18 kernel accepts verifier_ld_ind/ld_abs_callback_reject.
    /// </summary>
    public bool KeepsCallbacksFromLeaving { get; init; } = true;

    /// <summary>
    /// A load from the packet that fails ends the function that it stands in, and that path is followed. In 7.1 and later; in 6.19 and
    /// before only the one that goes on is. Evidence: delta 6.18 C40.
    /// </summary>
    public bool FollowsFailedPacketLoads { get; init; } = true;
}
