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
}
