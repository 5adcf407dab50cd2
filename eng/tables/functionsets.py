"""Sets of kernel functions and types by name that rules ask about."""

import re

from tables import Row, Table, last

# symbol of the set, file, name of the table here, what it says
SETS = [
    ("bpf_lsm_hooks", "kernel/bpf/bpf_lsm.c", "LsmHooks", "The functions that stand for security hooks."),
    ("bpf_lsm_disabled_hooks", "kernel/bpf/bpf_lsm.c", "DisabledLsmHooks", "Security hooks that no program may attach to."),
    ("bpf_lsm_locked_sockopt_hooks", "kernel/bpf/bpf_lsm.c", "LockedSocketHooks", "Security hooks that run with the socket locked: they may change socket options."),
    ("bpf_lsm_unlocked_sockopt_hooks", "kernel/bpf/bpf_lsm.c", "UnlockedSocketHooks", "Security hooks on sockets that nobody else sees yet: they may change socket options without the lock."),
    ("sleepable_lsm_hooks", "kernel/bpf/bpf_lsm.c", "SleepableLsmHooks", "Security hooks that run where sleeping is allowed."),
    ("untrusted_lsm_hooks", "kernel/bpf/bpf_lsm.c", "UntrustedLsmHooks", "Security hooks whose arguments may be half made or half freed: their pointers are not trusted."),
    ("bool_lsm_hooks", "kernel/bpf/bpf_lsm.c", "BooleanLsmHooks", "Security hooks that return 0 or 1 instead of an error number."),
    ("btf_allowlist_d_path", "kernel/trace/bpf_trace.c", "PathResolutionTargets", "Functions from which a tracing program may resolve a path."),
    ("btf_non_sleepable_error_inject", "kernel/bpf/verifier.c", "NonSleepableErrorInjection", "Functions open to error injection that also run where sleeping is not allowed."),
    ("btf_id_deny", "kernel/bpf/verifier.c", "TracingDenied", "Functions that the trampoline itself uses: tracing them would recurse."),
    ("noreturn_deny", "kernel/bpf/verifier.c", "NeverReturning", "Functions that never return: nothing can run after them."),
    ("rcu_protected_types", "kernel/bpf/verifier.c", "RcuProtectedTypes", "Structs that a grace period keeps alive: a stored reference may be read inside an RCU section."),
    ("bpf_fs_kfunc_lsm_only_ids", "fs/bpf_fs_kfuncs.c", "SecurityOnlyFileKfuncs", "File kfuncs for security programs alone."),
    ("d_inode_locked_hooks", "fs/bpf_fs_kfuncs.c", "LockedInodeHooks", "Security hooks that run with the dentry's inode locked."),
    ("qdisc_common_kfunc_set", "net/sched/bpf_qdisc.c", "QdiscShared", "Kfuncs for every member of a queueing discipline."),
    ("qdisc_enqueue_kfunc_set", "net/sched/bpf_qdisc.c", "QdiscEnqueue", "Kfuncs for the member enqueue alone."),
    ("qdisc_dequeue_kfunc_set", "net/sched/bpf_qdisc.c", "QdiscDequeue", "Kfuncs for the member dequeue alone."),
]
PREFIXES = ("has_arch_syscall_prefix", "kernel/bpf/verifier.c", "InfluencePrefixes", "What names begin with of functions that tracing programs may influence and sleep in, without being told function by function.")


def prefixes(tree):
    """None where functions are told one by one."""
    symbol, path, _, _ = PREFIXES
    text = tree.text(path)
    return re.findall(r'strncmp\(func_name, "(\w+)"', tree.function(path, symbol)) if symbol in text else []


def names(tree, symbol, path):
    """The members; none when the configuration leaves the set out."""
    if symbol == "bpf_lsm_hooks":  # one for each hook of the security framework
        return [f"bpf_lsm_{hook}" for hook in re.findall(r"LSM_HOOK\(\s*\w+,\s*[^,]+,\s*(\w+)", tree.text("include/linux/lsm_hook_defs.h"))]
    if not tree.has(path):
        return []
    match = re.search(rf"BTF_SET(?:8)?_START\({symbol}\)(.*?)BTF_SET(?:8)?_END\({symbol}\)", tree.text(path), re.S)
    return re.findall(r"BTF_ID\(\w+,\s*(\w+)\)", match.group(1)) if match else []


NAME_ROWS = Table("Attach/FunctionSetRows.g.cs", "FunctionSetRows", "FunctionSetRow", "Names that rules about attaching, trust and kfuncs ask for.",
                  "BTF_SET tables", "Vouch.Kernel.Attach", ["F = Vouch.Kernel.Attach.FunctionSetId"])
TABLES = [NAME_ROWS]


def rows(tree):
    symbol, path, name, _ = PREFIXES
    influenced = [Row(f'F.{name}, "{prefix}"', comment=f"{path}: {symbol}") for prefix in prefixes(tree)]
    return {NAME_ROWS: influenced + [Row(f'F.{name}, "{member}"', comment=f"{path}: {symbol}")
                        for symbol, path, name, _ in SETS for member in dict.fromkeys(names(tree, symbol, path))]}


def enums():
    lines = ["/// <summary>Sets of kernel functions and types by name.</summary>", "internal enum FunctionSetId : byte", "{"]
    for symbol, path, name, summary in [PREFIXES] + SETS:
        lines += [f"    /// <summary>{summary} {path}: {symbol}.</summary>", f"    {name},"]
    lines += last(name)
    return [("Vouch.Kernel/Attach/FunctionSetId.g.cs", "Vouch.Kernel.Attach", lines, NAME_ROWS.source)]
