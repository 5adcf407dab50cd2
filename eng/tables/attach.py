"""What programs attach to: struct_ops kinds, iterator targets, nullable tracepoint arguments."""

import re

from csource import braces, initializers
from tables import Row, Table
from helpers import btf_symbols
from kfuncs import module_of


def sleepable_rule(text, check):
    """(rule, members): which members may be sleepable. Without a check, all may."""
    if check is None:
        return "Any", []
    match = re.search(rf"\b{check}\([^;{{]*\)\s*\{{", text)
    body = braces(text, match.end() - 1)
    only = re.search(r"switch \(moff\) \{(.*?)break;\s*default:\s*if \(prog->sleepable\)\s*return -EINVAL;", body, re.S)
    if only:
        return "OnlyListed", re.findall(r"case offsetof\(struct \w+, (\w+)\):", only.group(1))
    must = re.search(r"switch \(moff\) \{(.*?)if \(!prog->sleepable\)\s*return -EINVAL;", body, re.S)
    if must:
        return "ListedMustBe", re.findall(r"case offsetof\(struct \w+, (\w+)\):", must.group(1))
    if "sleepable" in body:
        raise ValueError(check)
    return "Any", []


def private_stacks(text, check):
    if check is None:
        return []
    body = braces(text, re.search(rf"\b{check}\([^;{{]*\)\s*\{{", text).end() - 1)
    return re.findall(r"case offsetof\(struct \w+, (\w+)\):\s*prog->aux->priv_stack_requested = true;", body)


def struct_ops(tree):
    found = []
    for path in tree.files("kernel", "net", "fs", "io_uring", "drivers", "tools/testing/selftests/bpf/test_kmods",
                           pattern=r"struct bpf_struct_ops \w+ = \{"):
        module = module_of(tree, path)
        if module is None or (path.startswith("net/smc") and tree.value("CONFIG_SMC_HS_CTRL_BPF") == "n"):
            continue
        text = tree.text(path)
        for body in re.findall(r"struct bpf_struct_ops \w+ = \{(.*?)\};", text, re.S):
            fields = initializers(body)
            stubs = fields.get("cfi_stubs")
            members = []
            if stubs:
                match = re.search(rf"\b{stubs[1:]} = \{{", text)
                members = re.findall(r"\.(\w+)\s*=\s*\w", braces(text, match.end() - 1))
            ops = initializers(re.search(rf"bpf_verifier_ops {fields['verifier_ops'][1:]}(?: = \{{(.*?)\}})?;", text, re.S).group(1) or "")
            check = fields.get("check_member")
            rule, listed = sleepable_rule(text, check)
            if fields["name"] == '"sched_ext_ops_cid"':
                other = {cpu: cid for cid, cpu in scheduler_twins(tree).items()}
                listed = [other.get(member, member) for member in listed]
            found.append({"name": fields["name"].strip('"'), "module": module, "path": path, "members": members,
                          "rule": rule, "listed": listed, "private": private_stacks(text, check),
                          "helpers": "get_func_proto" in ops, "access": "is_valid_access" in ops})
    return found


def iterators(tree):
    """[(target, [(member, kind, null, trusted, read only, type name)])]."""
    found = []
    for path in tree.files("kernel", "net", "drivers", pattern=r"bpf_iter_reg \w+ = \{"):
        text = tree.text(path)
        symbols = btf_symbols(tree, path)
        for match in re.finditer(r"bpf_iter_reg (\w+) = \{", text):
            body = braces(text, match.end() - 1)
            target = re.search(r'\.target\s*=\s*"(\w+)"', body).group(1)
            arguments = []
            for index, (struct, member, flags) in enumerate(re.findall(r"\{\s*offsetof\(struct (\w+), (\w+)\),\s*([\w\s|]+?)\s*\}", body)):
                set_by = re.search(rf"{match.group(1)}\.ctx_arg_info\[{index}\]\.btf_id\s*=\s*([^;]+);", text)
                arguments.append((member, [f.strip() for f in flags.split("|")], type_of(set_by.group(1), symbols, text) if set_by else None))
            found.append((target, arguments))
    return sorted(found)


def type_of(expression, symbols, text):
    expression = expression.strip()
    if star := re.fullmatch(r"\*(\w+)", expression):
        name = star.group(1)
        return symbols[name][0]
    array, index = re.fullmatch(r"(\w+)\[(\w+)\]", expression).groups()
    return symbols[index] if index in symbols else symbols[array][int(index)]


def tracepoints(tree):
    body = re.search(r"raw_tp_null_args\[\] = \{(.*?)\n\};", tree.text("kernel/bpf/btf.c"), re.S).group(1)
    return [(name, sum(int(part.strip(), 16) for part in mask.split("|")))
            for name, mask in re.findall(r'\{\s*"(\w+)", ([\w\s|]+?)\s*\}', body)]


def scheduler_twins(tree):
    """Members of the scheduler's two structs at the same place with different names: cid form -> cpu form."""
    if not tree.has("kernel/sched/ext/ext.c"):
        return {}
    pairs = re.findall(r"CID_OFFSET_MATCH\((\w+), (\w+)\)", tree.text("kernel/sched/ext/ext.c"))
    return {cid: cpu for cpu, cid in pairs if cpu != cid and cpu != "cpu_field"}


NAMESPACE = "Vouch.Kernel.Attach"
KIND_ROWS = Table("Attach/StructOpsRows.g.cs", "StructOpsRows", "StructOpsHead", "The structs of function pointers that programs may fill in.",
                  "struct bpf_struct_ops", NAMESPACE, group=lambda row: row.split(",")[0])
MEMBER_ROWS = Table("Attach/StructOpsMemberRows.g.cs", "StructOpsMemberRows", "StructOpsMember", "The members that programs may implement.",
                    "struct bpf_struct_ops", NAMESPACE, ["T = Vouch.Kernel.Attach.MemberTraits"], group=lambda row: ",".join(row.split(",")[:2]))
TWIN_ROWS = Table("Attach/SchedulerTwinRows.g.cs", "SchedulerTwinRows", "SchedulerTwin",
                  "The scheduler's members by CPU-independent numbers, and those they take the place of.", "kernel/sched/ext/ext.c", NAMESPACE)
TARGET_ROWS = Table("Attach/IteratorRows.g.cs", "IteratorRows", "IteratorRow", "What the kernel iterates over, and the members of each context that are pointers.",
                    "struct bpf_iter_reg", NAMESPACE, ["M = Vouch.Kernel.TypeModifiers"], group=lambda row: ",".join(row.split(",")[:2]))
TRACEPOINT_ROWS = Table("Attach/TracepointRows.g.cs", "TracepointRows", "TracepointRow",
                        "Raw tracepoints with arguments that may be null or error pointers: four bits an argument, 1 null, 2 error.",
                        "kernel/bpf/btf.c, raw_tp_null_args", NAMESPACE)
TABLES = [KIND_ROWS, MEMBER_ROWS, TWIN_ROWS, TARGET_ROWS, TRACEPOINT_ROWS]


def rows(tree):
    heads, members, targets = [], [], []
    for kind in struct_ops(tree):
        extra = [f"Sleeping = MemberSleeping.{kind['rule']}"] if kind["rule"] != "Any" else []
        if not kind["access"]:
            extra.append("RefusesContextAccess = true")
        heads.append(Row(f"\"{kind['name']}\", \"{kind['module']}\"", extra, comment=kind["path"]))
        # A rule may name members that a program cannot implement: they are no rows.
        for member in kind["members"]:
            traits = (["T.SleepingListed"] if member in kind["listed"] else []) + (["T.PrivateStack"] if member in kind["private"] else [])
            members.append(Row(f"\"{kind['name']}\", \"{member}\"" + (", " + " | ".join(traits) if traits else ""), comment=kind["path"]))
    for target, arguments in iterators(tree):
        targets.append(Row(f'"{target}"'))
        for member, flags, type_name in arguments:
            kind = "Buffer" if "PTR_TO_BUF" in flags else "Object"
            modifiers = []
            if "PTR_TO_BTF_ID_OR_NULL" in flags or "PTR_MAYBE_NULL" in flags:
                modifiers.append("MaybeNull")
            if "PTR_TRUSTED" in flags:
                modifiers.append("Trusted")
            if "MEM_RDONLY" in flags:
                modifiers.append("ReadOnly")
            shown = " | ".join(f"M.{m}" for m in modifiers) or "M.None"
            named = f', "{type_name}"' if type_name else ""
            targets.append(Row(f'"{target}", new("{member}", IteratorArgumentKind.{kind}, {shown}{named})'))
    return {
        KIND_ROWS: heads, MEMBER_ROWS: members, TARGET_ROWS: targets,
        TWIN_ROWS: [Row(f'"{cid}", "{cpu}"') for cid, cpu in scheduler_twins(tree).items()],
        TRACEPOINT_ROWS: [Row(f'"{name}", 0x{mask:x}') for name, mask in tracepoints(tree)],
    }
