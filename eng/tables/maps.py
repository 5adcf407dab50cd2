"""One row of facts per map type."""

import re

from csource import braces, initializers, pascal
from tables import Row, Table

SPECIAL = {"CGROUP_STORAGE": "CgroupStorageDeprecated", "PERCPU_CGROUP_STORAGE": "PercpuCgroupStorageDeprecated"}
FIELDS = {
    "BPF_SPIN_LOCK": "Locks", "BPF_RES_SPIN_LOCK": "Locks", "BPF_TIMER": "Timers", "BPF_WORKQUEUE": "Timers", "BPF_TASK_WORK": "Timers",
    "BPF_KPTR_UNREF": "Kptrs", "BPF_KPTR_REF": "Kptrs", "BPF_KPTR_PERCPU": "Kptrs", "BPF_REFCOUNT": "Kptrs", "BPF_UPTR": "UserPointers",
    "BPF_LIST_HEAD": "Graphs", "BPF_RB_ROOT": "Graphs",
}

TYPING = {
    None: "KeyNeeded", "map_check_no_btf": "Refused", "array_map_check_btf": "Array", "htab_map_check_btf": "KeyNeeded",
    "rhtab_map_check_btf": "KeyNeeded", "trie_check_btf": "StructKey", "arena_map_check_btf": "Anything", "bloom_map_check_btf": "Keyless",
    "insn_array_check_btf": "JumpTable", "bpf_local_storage_map_check_btf": "IntegerKey", "cgroup_storage_check_btf": "CgroupKey",
}

# What is limited, and how the sources say so.
LIMITED = {
    "BPF_MAP_TYPE_QUEUE": ("kernel/bpf/queue_stack_maps.c", "queue_stack_map_alloc_check", r"U32_MAX / attr->value_size"),
    "BPF_MAP_TYPE_STACK": ("kernel/bpf/queue_stack_maps.c", "queue_stack_map_alloc_check", r"U32_MAX / attr->value_size"),
    "BPF_MAP_TYPE_SOCKMAP": ("net/core/sock_map.c", "sock_map_alloc", r"max_entries > INT_MAX"),
}


def type_name(constant):
    name = constant.removeprefix("BPF_MAP_TYPE_")
    return SPECIAL.get(name) or pascal(name.lower())


def operations(tree):
    """Operations of each map family and the struct their BTF number stands for: name -> (fields, struct)."""
    found = {}
    for path in tree.files("kernel/bpf", "net", pattern=r"\bbpf_map_ops \w+ = \{"):
        text = tree.text(path)
        lists = dict(re.findall(r"BTF_ID_LIST(?:_GLOBAL)?_SINGLE\((\w+),\s*struct,\s*(\w+)\)", tree.text("kernel/bpf/bpf_task_storage.c") + text))
        for match in re.finditer(r"\bbpf_map_ops (\w+) = \{", text):
            fields = initializers(braces(text, match.end() - 1))
            number = fields.get("map_btf_id")
            found[match.group(1)] = (fields, lists[re.match(r"&(\w+)", number).group(1)] if number else None)
    return found


def groups(body, prefix):
    """Consecutive case labels and the text that belongs to them."""
    return [(re.findall(rf"{prefix}\w+", labels), rule) for labels, rule in
            re.findall(rf"((?:case {prefix}\w+:\s*)+)(.*?)(?=case {prefix}|default:)", body, re.S)]


NAMESPACE = "Vouch.Kernel.Maps"
TYPE_ROWS = Table("Maps/MapTypeRows.g.cs", "MapTypeRows", "MapTypeFacts", "The map types.",
                  "include/linux/bpf_types.h, struct bpf_map_ops, kernel/bpf/syscall.c, kernel/bpf/verifier.c", NAMESPACE,
                  ["Vouch.Bytecode.Uapi", "Vouch.Kernel.Helpers"])
TAKEN_ROWS = Table("Maps/HelperMapRows.g.cs", "HelperMapRows", "HelperMaps", "The types of the maps that a helper takes; those that are not listed take any.",
                   "kernel/bpf/verifier.c, check_map_func_compatibility", NAMESPACE, ["Vouch.Bytecode.Uapi", "Vouch.Kernel.Helpers"],
                   group=lambda row: row.split(",")[0])
TABLES = [TYPE_ROWS, TAKEN_ROWS]


def rows(tree):
    ops = operations(tree)
    types = re.findall(r"BPF_MAP_TYPE\((\w+), (\w+)\)", tree.text("include/linux/bpf_types.h"))
    capability = {}
    create = tree.function("kernel/bpf/syscall.c", "map_create_alloc" if "map_create_alloc" in tree.text("kernel/bpf/syscall.c") else "map_create")
    for labels, rule in groups(create, "BPF_MAP_TYPE_"):
        wanted = re.search(r"bpf_token_capable\(token, CAP_(\w+)\)", rule)
        for label in labels:
            capability[label] = pascal(wanted.group(1).lower()) if wanted else None
    sleepable = set(re.findall(r"case (BPF_MAP_TYPE_\w+):", tree.function("kernel/bpf/verifier.c", "check_map_prog_compatibility")))
    fields = {}
    for labels, rule in groups(tree.function("kernel/bpf/syscall.c", "map_check_btf"), "BPF_"):
        for label in labels:
            if label in FIELDS:
                for name in re.findall(r"map->map_type != (BPF_MAP_TYPE_\w+)", rule):
                    fields.setdefault(name, set()).add(FIELDS[label])
    check = tree.function("kernel/bpf/verifier.c", "check_map_func_compatibility")
    from_map, from_helper = check.split("switch (func_id)")
    helpers, updates = {}, set()
    for labels, rule in groups(from_map, "BPF_MAP_TYPE_"):
        for label in labels:
            helpers[label] = re.findall(r"func_id != BPF_FUNC_(\w+)", rule)
            if "may_update_sockmap" in rule:
                updates.add(label)
    found = []
    order = ["Locks", "Timers", "Kptrs", "UserPointers", "Graphs"]
    for constant, family in types:
        own, struct = ops[family]
        if capability[constant]:
            needs = f"Capabilities.{capability[constant]}"
        else:
            needs = "Capabilities.None"
        row = [f"CreatingRequires = {needs}"]
        if struct:
            row.append(f'KernelStruct = "{struct}"')
        if fields.get(constant):
            row.append("Fields = " + " | ".join(f"MapFields.{f}" for f in order if f in fields[constant]))
        row.append(f"Typing = MapTyping.{TYPING[own.get('map_check_btf')]}")
        for flag, present in (("HasDirectValues", "map_direct_value_addr" in own), ("CallsBackForEach", "map_set_for_each_callback_args" in own),
                              ("MayBeInner", "map_meta_equal" in own),
                              ("InlinesLookup", "map_gen_lookup" in own), ("AllowsSleepablePrograms", constant in sleepable),
                              ("AllowsSocketUpdates", constant in updates)):
            if present:
                row.append(f"{flag} = true")
        if constant == "BPF_MAP_TYPE_RINGBUF" and re.search(r"#define RINGBUF_CREATE_FLAG_MASK.*BPF_F_RB_OVERWRITE", tree.text("kernel/bpf/ringbuf.c")):
            row.append("MayDropOldest = true")
        if constant in LIMITED and re.search(LIMITED[constant][2], tree.function(*LIMITED[constant][:2])):
            row.append("LimitsSize = true")
        if constant in helpers:
            row.append(f"Helpers = [{', '.join('HelperId.' + pascal(h) for h in helpers[constant])}]")
        found.append(Row(f"MapType.{type_name(constant)}", row))
    taken = []
    for labels, rule in groups(from_helper, "BPF_FUNC_"):
        wanted = ", ".join("MapType." + type_name(name) for name in re.findall(r"map->map_type != (BPF_MAP_TYPE_\w+)", rule))
        taken += [Row(f"HelperId.{pascal(label.removeprefix('BPF_FUNC_'))}, [{wanted}]") for label in labels]
    return {TYPE_ROWS: found, TAKEN_ROWS: taken}
