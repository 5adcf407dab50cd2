"""Helper numbers, prototypes and the sets of helpers per program type."""

import re

from csource import braces, initializers, pascal
from tables import Row, Table, listed

ARGUMENTS = {
    "ARG_CONST_MAP_PTR": "ConstMap", "ARG_PTR_TO_MAP_KEY": "MapKey", "ARG_PTR_TO_MAP_VALUE": "MapValue",
    "ARG_PTR_TO_MEM": "Memory", "ARG_PTR_TO_ARENA": "Arena", "ARG_MEM_SIZE": "MemorySize",
    "ARG_MEM_SIZE_OR_ZERO": "MemorySizeOrZero", "ARG_PTR_TO_CTX": "Context", "ARG_ANYTHING": "Anything",
    "ARG_SCALAR": "Scalar", "ARG_PTR_TO_SPIN_LOCK": "SpinLock", "ARG_PTR_TO_SOCK_COMMON": "SocketCommon",
    "ARG_PTR_TO_SOCKET": "Socket", "ARG_PTR_TO_BTF_ID": "BtfPointer", "ARG_PTR_TO_RINGBUF_MEM": "RingbufMemory",
    "ARG_CONST_ALLOC_SIZE_OR_ZERO": "ConstAllocationSizeOrZero", "ARG_PTR_TO_BTF_ID_SOCK_COMMON": "BtfSocketCommon",
    "ARG_PTR_TO_PERCPU_BTF_ID": "PercpuBtfPointer", "ARG_PTR_TO_FUNC": "Function", "ARG_PTR_TO_STACK": "Stack",
    "ARG_PTR_TO_CONST_STR": "ConstString", "ARG_PTR_TO_TIMER": "Timer", "ARG_KPTR_XCHG_DEST": "KptrExchangeTarget",
    "ARG_PTR_TO_DYNPTR": "Dynptr",
    # names before they were changed
    "ARG_CONST_SIZE": "MemorySize", "ARG_CONST_SIZE_OR_ZERO": "MemorySizeOrZero",
}
RETURNS = {
    "RET_INTEGER": "Integer", "RET_VOID": "Void", "RET_PTR_TO_MAP_VALUE": "MapValue", "RET_PTR_TO_SOCKET": "Socket",
    "RET_PTR_TO_TCP_SOCK": "TcpSocket", "RET_PTR_TO_SOCK_COMMON": "SocketCommon", "RET_PTR_TO_MEM": "Memory",
    "RET_PTR_TO_MEM_OR_BTF_ID": "MemoryOrBtfPointer", "RET_PTR_TO_BTF_ID": "BtfPointer",
}
MODIFIERS = {
    "PTR_MAYBE_NULL": "MaybeNull", "MEM_RDONLY": "ReadOnly", "MEM_RINGBUF": "RingbufMemory", "MEM_USER": "User",
    "MEM_PERCPU": "Percpu", "OBJ_RELEASE": "Release", "PTR_UNTRUSTED": "Untrusted", "MEM_UNINIT": "Uninitialized",
    "DYNPTR_TYPE_LOCAL": "DynptrLocal", "DYNPTR_TYPE_RINGBUF": "DynptrRingbuf", "MEM_FIXED_SIZE": "FixedSize",
    "MEM_ALLOC": "Allocated", "PTR_TRUSTED": "Trusted", "MEM_RCU": "Rcu", "NON_OWN_REF": "NonOwning",
    "DYNPTR_TYPE_SKB": "DynptrSkb", "DYNPTR_TYPE_XDP": "DynptrXdp", "MEM_ALIGNED": "Aligned", "MEM_WRITE": "Write",
    "DYNPTR_TYPE_SKB_META": "DynptrSkbMeta", "DYNPTR_TYPE_FILE": "DynptrFile",
}
SIZES = {
    "sizeof(u64)": 8, "sizeof(s64)": 8, "sizeof(u32)": 4, "sizeof(struct iphdr)": 20, "sizeof(struct ipv6hdr)": 40,
    "sizeof(struct tcphdr)": 20,
}
GATES = {
    "bpf_d_path_allowed": "PathResolution", "bpf_ima_inode_hash_allowed": "InodeHash",
    "bpf_sk_storage_tracing_allowed": "SocketStorageTracing",
}
# Functions that only hand out one prototype.
GETTERS = {
    "bpf_get_trace_printk_proto()": "bpf_trace_printk_proto",
    "bpf_get_trace_vprintk_proto()": "bpf_trace_vprintk_proto",
    "bpf_get_perf_event_read_value_proto()": "bpf_perf_event_read_value_proto",
}
PROTOTYPE = re.compile(r"const struct bpf_func_proto\s+(\w+)\s*(?:__weak\s*)?=\s*\{")


def helper_numbers(tree):
    mapper = re.search(r"#define ___BPF_FUNC_MAPPER\(.*", tree.text("include/uapi/linux/bpf.h")).group(0)
    return [(name, int(number)) for name, number in re.findall(r"FN\((\w+), (\d+), ##ctx\)", mapper)]


def aliases(tree, kind):
    """ARG_..._OR_NULL and the like: name -> parts."""
    text = tree.text("include/linux/bpf.h")
    return {name: [p.strip() for p in value.split("|")]
            for name, value in re.findall(rf"({kind}_\w+)\s*=\s*([A-Z_|\s]+?),", text)}


def expand(expression, known):
    parts = []
    for part in (p.strip() for p in expression.split("|")):
        parts += expand("|".join(known[part]), known) if part in known else [part]
    return parts


def split(expression, kinds, known):
    """A type expression to (kind, [modifiers])."""
    kind, modifiers = None, []
    for part in expand(expression, known):
        if part in MODIFIERS:
            modifiers.append(MODIFIERS[part])
        elif kind is None:
            kind = kinds[part]
        else:
            raise ValueError(expression)
    return kind, sorted(set(modifiers), key=list(MODIFIERS.values()).index)


def btf_symbols(tree, path):
    """Arrays of BTF numbers that prototypes of this file refer to: symbol -> [type name]."""
    found = {}
    for text in (tree.text(path), tree.text("include/linux/btf_ids.h")):
        for name, body in re.findall(r"#define (BTF_\w+_TYPE)_xxx\s+(.*)", text):
            for enumerator, struct in re.findall(rf"{name}\((\w+), (\w+)\)", body):
                found[enumerator] = struct
    for where in {path, "kernel/bpf/cgroup_iter.c"}:
        text = tree.text(where)
        for name, struct in re.findall(r"BTF_ID_LIST(?:_GLOBAL)?_SINGLE\((\w+),\s*struct,\s*(\w+)\)", text):
            found[name] = [struct]
        for name, body in re.findall(r"BTF_ID_LIST(?:_GLOBAL)?\((\w+)[^)]*\)((?:\s*BTF_ID\([^)]*\))+)", text):
            found[name] = re.findall(r"BTF_ID\(\w+,\s*(\w+)\)", body)
    return found


def btf_name(expression, symbols):
    if expression in (None, "BPF_PTR_POISON"):
        return None
    if expression == "&tcp_sock_id":  # looked up by name when the subsystem starts
        return "tcp_sock"
    array, index = re.fullmatch(r"&(\w+)\[(\w+)\]", expression).groups()
    return symbols[index] if index in symbols else symbols[array][int(index)]


def csharp_name(symbol):
    name = symbol.replace("_proto_", "_")
    name = re.sub(r"_proto$", "", name)
    return pascal(re.sub(r"^bpf_", "", name))


def prototypes(tree):
    """Every prototype of the kernel: symbol -> dictionary of its facts."""
    arguments, returns, found = aliases(tree, "ARG"), aliases(tree, "RET"), {}
    for path in tree.files("kernel", "net", "drivers", "fs", "security", pattern=r"bpf_func_proto\s+\w+\s*(__weak\s*)?=\s*\{"):
        text, symbols = tree.text(path), btf_symbols(tree, path)
        for match in PROTOTYPE.finditer(text):
            fields = initializers(braces(text, match.end() - 1))
            proto = {"symbol": match.group(1), "path": path, "arguments": []}
            proto["flags"] = [flag for field, flag in (
                ("gpl_only", "GplOnly"), ("pkt_access", "PacketAccess"), ("might_sleep", "MightSleep"),
                ("allow_fastcall", "AllowsFastcall")) if fields.get(field) == "true"]
            proto["gate"] = GATES[fields["allowed"]] if "allowed" in fields else None
            proto["return"] = split(fields.get("ret_type", "RET_INTEGER"), RETURNS, returns)
            proto["return_type"] = btf_name(fields.get("ret_btf_id"), symbols)
            for number in range(1, 6):
                if f"arg{number}_type" not in fields:
                    break
                kind, modifiers = split(fields[f"arg{number}_type"], ARGUMENTS, arguments)
                size = fields.get(f"arg{number}_size")
                proto["arguments"].append(
                    (kind, modifiers, btf_name(fields.get(f"arg{number}_btf_id"), symbols), SIZES[size] if size else 0))
            found[match.group(1)] = proto
    return found


# The functions that answer for a program type, and the name of the set each becomes.
SETS = [
    ("Base", "kernel/bpf/helpers.c", "bpf_base_func_proto"),
    ("CgroupShared", "kernel/bpf/cgroup.c", "cgroup_common_func_proto"),
    ("CgroupDevice", "kernel/bpf/cgroup.c", "cgroup_dev_func_proto"),
    ("CgroupSysctl", "kernel/bpf/cgroup.c", "sysctl_func_proto"),
    ("CgroupSockopt", "kernel/bpf/cgroup.c", "cg_sockopt_func_proto"),
    ("Lsm", "kernel/bpf/bpf_lsm.c", "bpf_lsm_func_proto"),
    ("TracingShared", "kernel/trace/bpf_trace.c", "bpf_tracing_func_proto"),
    ("Kprobe", "kernel/trace/bpf_trace.c", "kprobe_prog_func_proto"),
    ("Tracepoint", "kernel/trace/bpf_trace.c", "tp_prog_func_proto"),
    ("PerfEvent", "kernel/trace/bpf_trace.c", "pe_prog_func_proto"),
    ("RawTracepoint", "kernel/trace/bpf_trace.c", "raw_tp_prog_func_proto"),
    ("Tracing", "kernel/trace/bpf_trace.c", "tracing_prog_func_proto"),
    ("Syscall", "kernel/bpf/syscall.c", "syscall_prog_func_proto"),
    ("SocketShared", "net/core/filter.c", "bpf_sk_base_func_proto"),
    ("CgroupSock", "net/core/filter.c", "sock_filter_func_proto"),
    ("CgroupSockAddr", "net/core/filter.c", "sock_addr_func_proto"),
    ("SocketFilter", "net/core/filter.c", "sk_filter_func_proto"),
    ("CgroupSkb", "net/core/filter.c", "cg_skb_func_proto"),
    ("TrafficControl", "net/core/filter.c", "tc_cls_act_func_proto"),
    ("Xdp", "net/core/filter.c", "xdp_func_proto"),
    ("SockOps", "net/core/filter.c", "sock_ops_func_proto"),
    ("SkMsg", "net/core/filter.c", "sk_msg_func_proto"),
    ("SkSkb", "net/core/filter.c", "sk_skb_func_proto"),
    ("FlowDissector", "net/core/filter.c", "flow_dissector_func_proto"),
    ("LwtOut", "net/core/filter.c", "lwt_out_func_proto"),
    ("LwtIn", "net/core/filter.c", "lwt_in_func_proto"),
    ("LwtXmit", "net/core/filter.c", "lwt_xmit_func_proto"),
    ("LwtSeg6local", "net/core/filter.c", "lwt_seg6local_func_proto"),
    ("SkReuseport", "net/core/filter.c", "sk_reuseport_func_proto"),
    ("SkLookup", "net/core/filter.c", "sk_lookup_func_proto"),
    ("Netfilter", "net/netfilter/nf_bpf_link.c", "bpf_nf_func_proto"),
    ("LircMode2", "drivers/media/rc/bpf-lirc.c", "lirc_mode2_func_proto"),
    ("TcpCongestion", "net/ipv4/bpf_tcp_ca.c", "bpf_tcp_ca_get_func_proto"),
    ("SocketIterator", "net/ipv4/tcp_ipv4.c", "bpf_iter_tcp_get_func_proto"),
    ("UnixIterator", "net/unix/af_unix.c", "bpf_iter_unix_get_func_proto"),
]
SET_OF = {function: name for name, _, function in SETS}

CAPABILITIES = {"CAP_BPF": "Bpf", "CAP_PERFMON": "Perfmon", "CAP_SYS_ADMIN": "SysAdmin"}

# Conditions on the program that no table can hold: normalized text of the case -> rows (prototype or None, condition).
CONDITIONAL = [
    (r"return security_locked_down\(\w+\) < 0 \? NULL : &(\w+);", lambda m: [(m[1], "NotLockedDown")]),
    (r"return prog->sleepable \? &(\w+) : &(\w+);", lambda m: [(m[1], "Sleepable"), (m[2], None)]),
    (r"return !bpf_token_capable\(prog->aux->token, CAP_PERFMON\) \? NULL : &(\w+);", lambda m: [(m[1], "cap:Perfmon")]),
    (r"if \(bpf_token_capable\(prog->aux->token, CAP_PERFMON\)\) return ([\w()]+); fallthrough; default: return NULL;",
     lambda m: [(GETTERS[m[1]], "cap:Perfmon")]),
    (r"return prog->expected_attach_type == (\w+) \? &(\w+) : NULL;", lambda m: [(m[2], f"attach:{m[1]}")]),
    (r"if \(prog->expected_attach_type == (\w+)\) return &(\w+); return NULL;", lambda m: [(m[2], f"attach:{m[1]}")]),
    (r"if \(is_kprobe_multi\(prog\)\) return &(\w+); if \(is_uprobe_multi\(prog\)\) return &(\w+); return &(\w+);",
     lambda m: [(m[1], "attach:BPF_TRACE_KPROBE_MULTI,BPF_TRACE_KPROBE_SESSION"),
                (m[2], "attach:BPF_TRACE_UPROBE_MULTI,BPF_TRACE_UPROBE_SESSION"), (m[3], None)]),
    # Two forms that differ when they run: the verifier is told the same of both.
    (r"if \(bpf_prog_check_recur\(prog\)\) return &\w+_recur_proto; return &(\w+);", lambda m: [(m[1], None)]),
    (r"return bpf_prog_has_trampoline\(prog\) \? &(\w+) : NULL;", lambda m: [(m[1], "HasTrampoline")]),
    (r"if \(bpf_prog_has_trampoline\(prog\) \|\| prog->expected_attach_type == BPF_TRACE_RAW_TP\) return &(\w+); return NULL;",
     lambda m: [(m[1], "HasTrampoline"), (m[1], "attach:BPF_TRACE_RAW_TP")]),
    (r"if \(prog->type == BPF_PROG_TYPE_TRACING && prog->expected_attach_type == BPF_TRACE_RAW_TP\) return &(\w+); "
     r"return bpf_prog_has_trampoline\(prog\) \? &(\w+) : NULL;",
     lambda m: [(m[1], "IsTracingRawTracepoint"), (m[2], "HasTrampoline")]),
    (r"if \(prog->expected_attach_type != BPF_LSM_CGROUP\) return NULL; "
     r"if \(btf_id_set_contains\(&bpf_lsm_locked_sockopt_hooks, prog->aux->attach_btf_id\)\) return &(\w+); "
     r"if \(btf_id_set_contains\(&bpf_lsm_unlocked_sockopt_hooks, prog->aux->attach_btf_id\)\) return &(\w+); return NULL;",
     lambda m: [(m[1], "IsLockedSocketHook"), (m[2], "IsUnlockedSocketHook")]),
    (r"if \(prog_ops_moff\(prog\) != offsetof\(struct tcp_congestion_ops, release\)\) return &(\w+); return NULL;",
     lambda m: [(m[1], "IsNotCongestionRelease")]),
]


def attach_switch(body):
    """switch on the attach type: (prototype, listed types, whether the listed ones are the allowed ones)."""
    match = re.fullmatch(r"switch \(prog->expected_attach_type\) \{ ((?:case \w+: )+)return (NULL|&\w+); default: return (NULL|&\w+); \}", body)
    if not match:
        return None
    listed = re.findall(r"case (\w+):", match[1])
    if match[2] == "NULL":
        return [(match[3][1:], "attach-other:" + ",".join(listed))]
    return [(match[2][1:], "attach:" + ",".join(listed))]


def case_rows(body):
    body = " ".join(body.split())
    plain = re.fullmatch(r"return (NULL|&\w+|[\w]+\((?:func_id)?\));", body)
    if plain:
        value = plain[1]
        if value == "NULL":
            return [(None, None)]
        return [(value[1:] if value[0] == "&" else GETTERS.get(value, value), None)]
    broken = re.fullmatch(r"func = &(\w+); break;", body)
    if broken:
        return [(broken[1], "cap:Perfmon")]
    rows = attach_switch(body)
    if rows:
        return rows
    for pattern, make in CONDITIONAL:
        match = re.fullmatch(pattern, body)
        if match:
            return make(match)
    raise ValueError(f"unknown rule: {body}")


def switch_rows(body):
    """The cases of one switch on the helper number: [(helper, rows)] and the text after default."""
    result, labels = [], []
    body = " ".join(body.split())
    # A nested switch or block stays inside its case: cut only at depth zero.
    depth, cuts = 0, []
    for match in re.finditer(r"[{}]|\bcase BPF_FUNC_\w+:|\bdefault:", body):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
        elif depth == 0:
            cuts.append(match)
    default = None
    for cut, following in zip(cuts, cuts[1:] + [None]):
        text = body[cut.end() : following.start() if following else len(body)].strip()
        if cut[0] == "default:":
            default = text
            continue
        labels.append(cut[0][len("case BPF_FUNC_") : -1])
        if not text:
            continue
        if text.endswith("fallthrough;"):
            text += " default: return NULL;"
        rows = case_rows(text)
        result += [(label, [(helper_of(row[0], label), row[1]) for row in rows]) for label in labels]
        labels = []
    return result, default


def helper_of(prototype, label):
    if prototype == "bpf_get_skb_set_tunnel_proto(func_id)":
        return f"bpf_{label}_proto"
    return prototype


def helper_set(tree, name, path, function):
    body = " ".join(tree.function(path, function).split())
    rows, capability, first, fallback = [], None, None, None
    position = 0
    while position < len(body):
        rest = body[position:]
        if match := re.match(r"const struct bpf_func_proto \*\w+;\s*", rest):
            pass
        elif match := re.match(r"if \(prog->expected_attach_type == BPF_LSM_CGROUP\) \{ func_proto = (\w+)\(func_id, prog\); if \(func_proto\) return func_proto; \}\s*", rest):
            first = (SET_OF[match[1]], "attach:BPF_LSM_CGROUP")
        elif match := re.match(r"func_proto = (\w+)\(func_id, prog\); if \(func_proto\) return func_proto;\s*", rest):
            if rows:  # asked after the set's own rows: what follows it is about other helpers
                fallback = SET_OF[match[1]]
            else:
                first = (SET_OF[match[1]], None)
        elif match := re.match(r"if \(!bpf_token_capable\(prog->aux->token, (\w+)\)\) return NULL;\s*", rest):
            capability = " | ".join(filter(None, [capability, f"Capabilities.{CAPABILITIES[match[1]]}"]))
        elif match := re.match(r"switch \(func_id\) ", rest):
            inner = braces(body, position + match.end())
            found, default = switch_rows(inner)
            for helper, choices in found:
                for prototype, condition in choices:
                    rows.append((helper, prototype, condition, capability))
            if default and (call := re.fullmatch(r"return (\w+)\(func_id, prog\);", default)):
                fallback = SET_OF[call[1]]
            elif default and (call := re.match(r"fn = (\w+)\(func_id, prog\);", default)):
                fallback = SET_OF[call[1]]
            elif default not in (None, "break;", "return NULL;"):
                raise ValueError(f"{function}: default {default}")
            position += match.end() + len(inner) + 2
            while position < len(body) and body[position] == " ":
                position += 1
            continue
        elif match := re.match(r"return (\w+)\(func_id, prog\);\s*", rest):
            fallback = SET_OF[match[1]]
        elif match := re.match(r"return func;\s*|BTF_TYPE_EMIT\([^)]*\);\s*", rest):
            pass
        else:
            raise ValueError(f"{function}: {rest[:120]}")
        position += match.end()
    return {"name": name, "path": path, "function": function, "rows": rows, "first": first, "fallback": fallback}


def helper_sets(tree):
    sets = [helper_set(tree, *entry) for entry in SETS]
    by_name = {entry["name"]: entry for entry in sets}
    # Two kinds of iterators answer for helpers that the tracing set lacks; their rows join it under a condition.
    tcp, unix = by_name.pop("SocketIterator"), by_name.pop("UnixIterator")
    if [row[:2] for row in tcp["rows"]] != [row[:2] for row in unix["rows"]]:
        raise ValueError("socket iterators differ")
    by_name["Tracing"]["rows"] += [(helper, proto, "IsSocketIterator", None) for helper, proto, _, _ in tcp["rows"]]
    return list(by_name.values())


def sets_in_use(sets, tree):
    return [entry for entry in sets if entry["name"] != "LircMode2" or tree.value("CONFIG_BPF_LIRC_MODE2") == "y"]


# ---- rows ----

def text(value):
    return "null" if value is None else f'"{value}"'


def flags(enum, names):
    return " | ".join(f"{enum}.{name}" for name in names) if names else None


def attach_name(name):
    return "AttachType." + pascal(name.removeprefix("BPF_").lower())


def prototype_row(proto):
    result = [f"ReturnKind.{proto['return'][0]}"]
    modifiers = flags("M", proto["return"][1])
    if modifiers or proto["return_type"]:
        result.append(modifiers or "M.None")
    if proto["return_type"]:
        result.append(text(proto["return_type"]))
    arguments = []
    for kind, mods, type_name, size in proto["arguments"]:
        parts = [f"K.{kind}"]
        if mods or type_name or size:
            parts.append(flags("M", mods) or "M.None")
        if type_name or size:
            parts.append(text(type_name))
        if size:
            parts.append(str(size))
        arguments.append(f"new({', '.join(parts)})")
    extra = []
    if proto["flags"]:
        extra.append(f"Traits = {flags('HelperTraits', proto['flags'])}")
    if proto["gate"]:
        extra.append(f"Gate = HelperGate.{proto['gate']}")
    return Row(f"P.{csharp_name(proto['symbol'])}, {text(proto['symbol'])}, new({', '.join(result)}), [{', '.join(arguments)}]",
               extra, comment=proto["path"])


def head_row(entry):
    first, condition = entry["first"] or (None, None)
    extra = [f"Before = S.{first}"] if first else []
    if condition:
        extra.append(f"BeforeOnlyFor = AttachTypes.Of({attach_name(condition.split(':')[1])})")
    return Row(f"S.{entry['name']}, S.{entry['fallback'] or 'None'}", extra)


def set_row(entry, helper, prototype, condition, capability):
    extra = []
    if condition and condition.startswith("cap:"):
        capability, condition = "Capabilities." + condition[4:], None
    if capability:
        extra.append(f"Requires = {capability}")
    if condition and condition.startswith("attach"):
        kind, listed = condition.split(":")
        method = "Of" if kind == "attach" else "AllBut"
        extra.append(f"AttachTypes = AttachTypes.{method}({', '.join(attach_name(a) for a in listed.split(','))})")
    elif condition:
        extra.append(f"Condition = HelperCondition.{condition}")
    return Row(f"S.{entry['name']}, H.{pascal(helper)}, P.{csharp_name(prototype) if prototype else 'None'}", extra,
               comment=f"{entry['function']}")


NAMESPACE = "Vouch.Kernel.Helpers"
COUNTS = Table("Helpers/HelperCounts.g.cs", "HelperCounts", "HelperCount", "How many helpers a release has: one past the last number.",
               "include/uapi/linux/bpf.h", NAMESPACE)
PROTOTYPES = Table("Helpers/HelperPrototypeRows.g.cs", "HelperPrototypeRows", "HelperPrototype", "The helpers' prototypes.",
                   "const struct bpf_func_proto in kernel/, net/, drivers/, security/", NAMESPACE,
                   ["K = Vouch.Kernel.Helpers.ArgumentKind", "M = Vouch.Kernel.TypeModifiers", "P = Vouch.Kernel.Helpers.PrototypeId"],
                   group=lambda row: row.split(",")[0])
HEADS = Table("Helpers/HelperSetHeads.g.cs", "HelperSetHeads", "HelperSetHead",
              "The families of programs that are offered helpers, and the set that each falls back to.",
              "the functions named at the rows of the sets", NAMESPACE,
              ["Vouch.Bytecode.Uapi", "Vouch.Kernel.Programs", "S = Vouch.Kernel.Helpers.HelperSetId"], group=lambda row: row.split(",")[0])
SET_ROWS = Table("Helpers/HelperSetRows.g.cs", "HelperSetRows", "HelperRow", "Which helpers each set offers, and under which condition.",
                 "the functions named at the rows", NAMESPACE,
                 ["Vouch.Bytecode.Uapi", "Vouch.Kernel.Programs", "H = Vouch.Kernel.Helpers.HelperId",
                  "P = Vouch.Kernel.Helpers.PrototypeId", "S = Vouch.Kernel.Helpers.HelperSetId"],
                 group=lambda row: ",".join(row.split(",")[:2]))
TABLES = [COUNTS, PROTOTYPES, HEADS, SET_ROWS]


def rows(tree):
    found = prototypes(tree)
    sets = sets_in_use(helper_sets(tree), tree)
    for entry in sets:
        for _, prototype, _, _ in entry["rows"]:
            if prototype and prototype not in found:
                raise LookupError(prototype)
    return {
        COUNTS: [Row(str(len(helper_numbers(tree))))],
        PROTOTYPES: [prototype_row(proto) for path in sorted({p["path"] for p in found.values()})
                     for proto in found.values() if proto["path"] == path],
        HEADS: [head_row(entry) for entry in sets],
        SET_ROWS: [set_row(entry, *row) for entry in sets for row in entry["rows"]],
    }


def newest(tree):
    """What the newest release alone decides: no helper was ever taken away, so its names are everyone's."""
    numbers = helper_numbers(tree)
    assert [number for _, number in numbers] == list(range(len(numbers)))
    ids = ["/// <summary>Helper functions by their number in a call instruction.</summary>", "public enum HelperId", "{"]
    ids += [f"    {pascal(name)} = {number}," for name, number in numbers] + ["}"]
    names = ["internal static class HelperNameTable", "{", "    public static readonly string[] Names =", "    ["]
    names += [f'        "bpf_{name}", // {number}' for name, number in numbers] + ["    ];", "}"]
    source = "include/uapi/linux/bpf.h"
    return [("Vouch.Kernel/Helpers/HelperId.g.cs", NAMESPACE, ids, source),
            ("Vouch.Bytecode/Disassembly/HelperNameTable.g.cs", "Vouch.Bytecode.Disassembly", names, source)]


def enums():
    """What the rows refer to: made from the finished tables."""
    names = list(dict.fromkeys(row.text.split(",")[0].removeprefix("P.") for row, _ in PROTOTYPES.rows))
    prototypes_of = ["/// <summary>The helpers' prototypes, named after their symbols.</summary>", "public enum PrototypeId : ushort", "{", "    None,"]
    sets = list(dict.fromkeys(row.text.split(",")[0].removeprefix("S.") for row, _ in HEADS.rows))
    sets_of = ["/// <summary>The sets of helpers.</summary>", "internal enum HelperSetId : byte", "{", "    None,"]
    return [("Vouch.Kernel/Helpers/PrototypeId.g.cs", NAMESPACE, prototypes_of + listed(names), PROTOTYPES.source),
            ("Vouch.Kernel/Helpers/HelperSetId.g.cs", NAMESPACE, sets_of + listed(sets), HEADS.source)]
