"""Kfuncs: their flags, the hooks that offer them, filters, and the destructors of kptr types."""

import os
import re

from csource import braces, pascal
from tables import Row, Table

FLAGS = {
    "KF_ACQUIRE": "Acquire", "KF_RELEASE": "Release", "KF_RET_NULL": "ReturnsNull", "KF_SLEEPABLE": "Sleepable",
    "KF_DESTRUCTIVE": "Destructive", "KF_RCU": "Rcu", "KF_ITER_NEW": "IteratorNew", "KF_ITER_NEXT": "IteratorNext",
    "KF_ITER_DESTROY": "IteratorDestroy", "KF_RCU_PROTECTED": "RcuProtected", "KF_FASTCALL": "Fastcall",
    "KF_ARENA_RET": "ArenaReturn", "KF_ARENA_ARG1": "ArenaArgument1", "KF_ARENA_ARG2": "ArenaArgument2",
    "KF_IMPLICIT_ARGS": "ImplicitArguments", "KF_SPINLOCK_SAFE": "SpinLockSafe", "KF_PERFMON": "Perfmon",
}
FILTERS = {
    "bpf_fs_kfuncs_filter": "Files", "bm_bpf_kfunc_filter": "BinaryFormats", "bpf_ksock_kfunc_filter": "KernelSockets",
    "bpf_qdisc_kfunc_filter": "QueueingDiscipline", "scx_kfunc_context_filter": "Scheduler", "bpf_session_filter": "Sessions", "bpf_kprobe_multi_filter": "Sessions",
    "bpf_get_fsverity_digest_filter": "Security", "tracing_iter_filter": "SocketIterators",
}
HOOKS = {
    "COMMON": "Any", "XDP": "Xdp", "TC": "TrafficControl", "STRUCT_OPS": "StructOps", "TRACING": "Tracing", "SYSCALL": "Syscall",
    "CGROUP": "Cgroup", "CGROUP_SKB": "Cgroup", "SCHED_ACT": "TrafficAction", "SK_SKB": "SkSkb", "SOCKET_FILTER": "SocketFilter", "LWT": "Lwt",
    "NETFILTER": "Netfilter", "KPROBE": "Kprobe",
}
# Files that are built as a module when their option says m: file name -> (option, module).
MODULES = {
    "nf_nat_bpf.c": ("CONFIG_NF_NAT", "nf_nat"), "nf_conntrack_bpf.c": ("CONFIG_NF_CONNTRACK", "nf_conntrack"),
    "nf_flow_table_bpf.c": ("CONFIG_NF_FLOW_TABLE", "nf_flow_table"), "fou_bpf.c": ("CONFIG_NET_FOU", "fou"),
    "tcp_dctcp.c": ("CONFIG_TCP_CONG_DCTCP", "tcp_dctcp"), "tcp_bbr.c": ("CONFIG_TCP_CONG_BBR", "tcp_bbr"),
    "tcp_cubic.c": ("CONFIG_TCP_CONG_CUBIC", "tcp_cubic"), "binfmt_misc_bpf.c": ("CONFIG_BINFMT_MISC", "binfmt_misc"),
    "xfrm_interface_bpf.c": ("CONFIG_XFRM_INTERFACE", "xfrm_interface"),
}

# Sets in files that trimmed source packages leave out; a test compares the table with the functions tagged in the kernel's BTF.
ELSEWHERE = [
    {"name": "wakeup_source_kfunc_ids", "path": "drivers/base/power/wakeup.c", "module": "vmlinux", "hooks": ["Syscall"], "filter": None,
     "entries": [("bpf_wakeup_sources_read_lock", ["Acquire"]), ("bpf_wakeup_sources_read_unlock", ["Release"]),
                 ("bpf_wakeup_sources_get_head", [])]},
]


SCHEDULER_FILTER = "kernel/sched/ext/ext.c"


def module_of(tree, path):
    name = os.path.basename(path)
    if path.startswith("tools/testing"):
        return name.removesuffix(".c")
    if name in MODULES:
        option, module = MODULES[name]
        value = tree.value(option)
        if value == "n":
            return None
        return module if value == "m" else "vmlinux"
    return "vmlinux"


def metadata_kfuncs(tree):
    """XDP metadata kfuncs come out of a list macro."""
    return re.findall(r"XDP_METADATA_KFUNC\(\w+,\s*\w+,\s*(bpf_\w+),", tree.text("include/net/xdp.h"))


def asks_for_trust(tree):
    """Flags with which a kfunc asks for trusted arguments; empty where all do."""
    body = re.search(r"bool is_kfunc_trusted_args\([^)]*\)\s*\{(.*?)\}", tree.text("kernel/bpf/verifier.c"), re.S)
    return {"KF_TRUSTED_ARGS"} | ({"KF_RELEASE"} if "is_kfunc_release" in body.group(1) else set()) if body else set()


def entries(tree, body):
    if "XDP_METADATA_KFUNC_xxx" in body:
        return [(name, []) for name in metadata_kfuncs(tree)]
    found, asking = [], asks_for_trust(tree)
    for name, flags in re.findall(r"BTF_ID_FLAGS\(func,\s*(\w+)\s*(?:,([^)]*))?\)", body):
        flags = [f.strip() for f in flags.split("|") if f.strip()]
        lax = ["UntrustedArguments"] if asking and not asking & set(flags) else []
        found.append((name, [FLAGS[f] for f in flags if f != "KF_TRUSTED_ARGS"] + lax))
    return found


def filter_of(tree, path, function):
    """Which question a filter asks: that of the files came to let some struct_ops programs through."""
    if FILTERS[function] == "Files" and "BPF_PROG_TYPE_STRUCT_OPS" not in tree.function(path, function):
        return "Security"
    return FILTERS[function]


def hooks_by_type(tree):
    """The hook that programs of a type share: program type -> name."""
    body = tree.function("kernel/bpf/btf.c", "bpf_prog_type_to_kfunc_hook")
    return {name: HOOKS[hook] for labels, hook in re.findall(r"((?:case BPF_PROG_TYPE_\w+:\s*)+)return BTF_KFUNC_HOOK_(\w+);", body)
            for name in re.findall(r"BPF_PROG_TYPE_(\w+)", labels)}


def sets(tree):
    hook_of = hooks_by_type(tree)
    found = [entry for entry in ELSEWHERE if not os.path.exists(os.path.join(tree.root, entry["path"]))]
    for path in sources(tree):
        module = module_of(tree, path)
        if module is None:
            continue
        text = tree.text(path)
        structs = {}
        for name, body in re.findall(r"struct\s+btf_kfunc_id_set (\w+) = \{(.*?)\};", text, re.S):
            structs[re.search(r"\.set\s*=\s*&(\w+)", body).group(1)] = (name, re.search(r"\.filter\s*=\s*&?(\w+)", body))
        registered = re.findall(r"register_btf_kfunc_id_set\(\s*BPF_PROG_TYPE_(\w+),\s*&(\w+)\)", text)
        returning = set(re.findall(r"register_btf_fmodret_id_set\(&(\w+)\)", text))
        for name, body in re.findall(r"BTF_(?:KFUNCS|SET8)_START\((\w+)\)(.*?)BTF_(?:KFUNCS|SET8)_END\(", text, re.S):
            struct, filtered = structs.get(name, (None, None))
            hooked = list(dict.fromkeys(hook_of[t] for t, s in registered if s == struct))
            if struct in returning:
                hooked.append("ModifyReturn")
            rule = filter_of(tree, path, filtered.group(1)) if filtered else None
            # The scheduler's filter governs all of its sets, whichever registered it. Before there was one the calls were checked when they ran.
            if name.startswith("scx_") and tree.has(SCHEDULER_FILTER):
                rule = "Scheduler"
            found.append({"name": name, "path": path, "module": module, "hooks": hooked, "filter": rule, "entries": entries(tree, body)})
    return found


def sources(tree):
    return tree.files("kernel", "net", "fs", "mm", "io_uring", "drivers", "security", "tools/testing/selftests/bpf/test_kmods",
                      pattern=r"BTF_(KFUNCS|SET8)_START\(\w+\)")


def destructors(tree):
    """[(module, struct, function)]."""
    found = []
    for path in sources(tree):
        module = module_of(tree, path)
        if module is None:
            continue
        text = tree.text(path)
        for body in re.findall(r"BTF_ID_LIST\(\w*dtor\w*\)((?:\s*BTF_ID\([^)]*\))+)", text):
            names = re.findall(r"BTF_ID\(\w+,\s*(\w+)\)", body)
            found += [(module, names[i], names[i + 1]) for i in range(0, len(names), 2)]
        if "bpf_sk_buff_dtor_ids" in text:  # pairs two lists of one entry
            found.append((module, "sk_buff", "bpf_kfree_skb_dtor"))
    return found


def member_groups(tree, path, table, macro):
    """Which groups of kfuncs a struct_ops member may call: [(member, [group])]. None where no filter asks."""
    if not tree.has(path):
        return []
    body = braces(tree.text(path), re.search(rf"{table}\[\] = \{{", tree.text(path)).end() - 1)
    return [(member, [pascal(f.strip().removeprefix("SCX_KF_ALLOW_").removeprefix("QDISC_OPS_KF_").lower()) for f in flags.split("|")])
            for member, flags in re.findall(rf"\[{macro}\((\w+)\)\]\s*=\s*([^,]+),", body)]


NAMESPACE = "Vouch.Kernel.Kfuncs"
SET_ROWS = Table("Kfuncs/KfuncSetRows.g.cs", "KfuncSetRows", "KfuncSetHead", "The sets that kfuncs are registered in: those of the kernel, of its modules and of its test modules.",
                 "BTF_KFUNCS_START sets and their registration", NAMESPACE, ["H = Vouch.Kernel.Kfuncs.KfuncHooks"], group=lambda row: row.split(",")[0])
ENTRY_ROWS = Table("Kfuncs/KfuncRows.g.cs", "KfuncRows", "KfuncEntry", "The kfuncs of each set, with their flags.",
                   "BTF_KFUNCS_START sets", NAMESPACE, ["F = Vouch.Kernel.Kfuncs.KfuncFlags"], group=lambda row: ",".join(row.split(",")[:2]))
DESTRUCTORS = Table("Kfuncs/KptrDestructorRows.g.cs", "KptrDestructorRows", "KptrDestructor", "The functions that release a kptr: module, struct, function.",
                    "lists of destructors", NAMESPACE)
SCHEDULER = Table("Kfuncs/SchedulerMemberRows.g.cs", "SchedulerMemberRows", "SchedulerMember",
                  "Context-sensitive kfuncs that each member of sched_ext_ops may call.", "kernel/sched/ext/ext.c, scx_kf_allow_flags", NAMESPACE)
HOOK_ROWS = Table("Kfuncs/KfuncHookRows.g.cs", "KfuncHookRows", "KfuncHook", "The hook by which programs of a type are offered kfuncs.",
                  "kernel/bpf/btf.c, bpf_prog_type_to_kfunc_hook", NAMESPACE, ["Vouch.Bytecode.Uapi", "H = Vouch.Kernel.Kfuncs.KfuncHooks"],
                  group=lambda row: row.split(",")[0])
TABLES = [HOOK_ROWS, SET_ROWS, ENTRY_ROWS, DESTRUCTORS, SCHEDULER]


def rows(tree):
    heads, listed = [], []
    for entry in sets(tree):
        hooks = " | ".join(f"H.{h}" for h in entry["hooks"]) or "H.None"
        heads.append(Row(f"\"{entry['name']}\", \"{entry['module']}\", {hooks}, KfuncFilter.{entry['filter'] or 'None'}"))
        for name, flags in entry["entries"]:
            tail = ", " + " | ".join(f"F.{f}" for f in flags) if flags else ""
            listed.append(Row(f"\"{entry['name']}\", \"{name}\"{tail}", comment=entry["path"]))
    return {
        HOOK_ROWS: [Row(f"ProgramType.{pascal(name.lower())}, H.{hook}") for name, hook in hooks_by_type(tree).items() if name != "UNSPEC"],
        SET_ROWS: heads,
        ENTRY_ROWS: listed,
        DESTRUCTORS: [Row(f'"{m}", "{s}", "{f}"') for m, s, f in destructors(tree)],
        SCHEDULER: [Row(f'"{member}", ' + " | ".join(f"SchedulerGroups.{g}" for g in groups))
                    for member, groups in member_groups(tree, SCHEDULER_FILTER, "scx_kf_allow_flags", "SCX_OP_IDX")],
    }
