"""One row of facts per program type."""

import re

from csource import braces, initializers, pascal
from tables import Row, Table


def type_name(constant):
    return pascal(constant.removeprefix("BPF_PROG_TYPE_").lower())


def attach_name(constant):
    return pascal(constant.removeprefix("BPF_").lower())


def operations(tree):
    """The verifier operations of each family: name -> initializers."""
    found = {}
    for path in tree.files("kernel", "net", "drivers", pattern=r"\bbpf_verifier_ops \w+_verifier_ops = \{"):
        text = tree.text(path)
        for match in re.finditer(r"\bbpf_verifier_ops (\w+)_verifier_ops = \{", text):
            found[match.group(1)] = initializers(braces(text, match.end() - 1))
    return found


def listed(body, answer="return true;"):
    """Types in the cases before an answer."""
    return set(re.findall(r"BPF_PROG_TYPE_\w+", body.split(answer)[0]))


def attach_lists(tree):
    """Program type -> the attach types it may be loaded with."""
    body = tree.function("kernel/bpf/syscall.c", "bpf_prog_load_check_attach")
    body = " ".join(body[body.index("BPF_PROG_TYPE_CGROUP_SOCK:") - 6 :].split())
    found = {}
    for match in re.finditer(r"((?:case BPF_PROG_TYPE_\w+: )+)(.*?)(?=case BPF_PROG_TYPE|default: return 0; \}$)", body):
        types = re.findall(r"BPF_PROG_TYPE_\w+", match.group(1))
        rule = match.group(2)
        if rule.startswith("switch"):
            attach = re.findall(r"case (BPF_\w+):", rule)
        elif single := re.match(r"if \(expected_attach_type == (BPF_\w+)\) return 0;", rule):
            attach = [single.group(1)]
        elif rule.startswith("if (expected_attach_type) return -EINVAL;"):
            attach = ["0"]
        else:
            raise ValueError(rule)
        for name in types:
            found[name] = attach
    return found


def sleepable_lists(tree):
    """Program type -> the set of attach types, in C#, with which it may be sleepable."""
    body = " ".join(tree.function("kernel/bpf/verifier.c", "can_be_sleepable").split())
    found = {}
    if tracing := re.search(r"if \(prog->type == BPF_PROG_TYPE_TRACING\) \{ switch \(prog->expected_attach_type\) \{ (.*?)return true;", body):
        listed_types = re.findall(r"case (BPF_\w+):", tracing[1])
        found["BPF_PROG_TYPE_TRACING"] = f"AttachTypes.Of({attach_list(listed_types)})"
        body = body.replace(tracing[0], "")
    if but := re.search(r"if \(prog->type == BPF_PROG_TYPE_LSM\) return prog->expected_attach_type != (BPF_\w+);", body):
        found["BPF_PROG_TYPE_LSM"] = f"AttachTypes.AllBut({attach_list([but[1]])})"
        body = body.replace(but[0], "")
    return found | {name: "AttachTypes.All" for name in re.findall(r"prog->type == (BPF_PROG_TYPE_\w+)", body)}


def attach_list(names):
    return ", ".join(f"AttachType.{attach_name(name)}" for name in names)


COUNT_ROWS = Table("Programs/AttachTypeCounts.g.cs", "AttachTypeCounts", "AttachTypeCount", "How many attach types a release has: one past the last number.",
                   "include/uapi/linux/bpf.h, enum bpf_attach_type", "Vouch.Kernel.Programs")
TYPE_ROWS = Table("Programs/ProgramTypeRows.g.cs", "ProgramTypeRows", "ProgramTypeFacts", "The program types that can be loaded.",
                  "include/linux/bpf_types.h, kernel/bpf/syscall.c, kernel/bpf/verifier.c, the verifier operations", "Vouch.Kernel.Programs",
                  ["Vouch.Bytecode.Uapi"], group=lambda row: row.split(",")[0])
TABLES = [TYPE_ROWS, COUNT_ROWS]


def rows(tree):
    text = tree.text("include/linux/bpf_types.h")
    ops = operations(tree)
    net_admin = listed(tree.function("kernel/bpf/syscall.c", "is_net_admin_prog_type"))
    perfmon = listed(tree.function("kernel/bpf/syscall.c", "is_perfmon_prog_type"))
    tracing = listed(tree.function("kernel/bpf/verifier.c", "is_tracing_prog_type"))
    skb = listed(tree.function("kernel/bpf/verifier.c", "may_access_skb"))
    packet = tree.function("kernel/bpf/verifier.c", "may_access_direct_pkt_data")
    read_only = listed(packet, "if (t == BPF_WRITE)")
    both = listed(packet, "default:") - read_only
    defaults = dict(re.findall(r"case (BPF_PROG_TYPE_\w+):\s*if \(!attr->expected_attach_type\)\s*attr->expected_attach_type =\s*(\w+);",
                               tree.function("kernel/bpf/syscall.c", "bpf_prog_load_fixup_attach_type")))
    allowed, sleepable = attach_lists(tree), sleepable_lists(tree)
    attach_types = re.search(r"enum bpf_attach_type \{(.*?)__MAX_BPF_ATTACH_TYPE", tree.text("include/uapi/linux/bpf.h"), re.S).group(1)
    target = set(re.findall(r"BPF_PROG_TYPE_\w+", tree.function("kernel/bpf/syscall.c", "bpf_prog_load_check_attach").split("break;")[0]))
    unprivileged = {"BPF_PROG_TYPE_SOCKET_FILTER", "BPF_PROG_TYPE_CGROUP_SKB"}
    assert re.search(r"type != BPF_PROG_TYPE_SOCKET_FILTER &&\s*type != BPF_PROG_TYPE_CGROUP_SKB &&\s*!bpf_cap",
                     tree.function("kernel/bpf/syscall.c", "bpf_prog_load"))

    found = []
    for constant, family, user, kernel in re.findall(r"BPF_PROG_TYPE\((\w+),\s*(\w+),\s*([^,]+?),\s*([^)]+?)\)", text):
        own = ops.get(family, {})
        capabilities = [] if constant in unprivileged else ["Bpf"]
        capabilities += ["NetAdmin"] if constant in net_admin else []
        capabilities += ["Perfmon"] if constant in perfmon else []
        row = [f"UserContext = {context(user)}", f"KernelContext = {context(kernel)}"]
        row.append("LoadingRequires = " + (" | ".join(f"Capabilities.{c}" for c in capabilities) or "Capabilities.None"))
        if constant in allowed:
            names = ", ".join("AttachType.CgroupInetIngress" if a == "0" else f"AttachType.{attach_name(a)}" for a in allowed[constant])
            row.append(f"LoadableWith = AttachTypes.Of({names})")
        if constant in defaults:
            row.append(f"ImpliedAttachType = AttachType.{attach_name(defaults[constant])}")
        if constant in sleepable:
            row.append(f"SleepableWith = {sleepable[constant]}")
        access = "ReadWrite" if constant in both else "Read" if constant in read_only else None
        if access:
            row.append(f"PacketAccess = PacketAccess.{access}")
        for flag, condition in (("TakesAttachTarget", constant in target), ("RewritesContextAccess", "convert_ctx_access" in own),
                                ("HasPrologue", "gen_prologue" in own), ("AllowsPacketLoads", constant in skb and "gen_ld_abs" in own),
                                ("IsTracing", constant in tracing), ("WritesKernelStructs", "btf_struct_access" in own)):
            if condition:
                row.append(f"{flag} = true")
        found.append(Row(f'ProgramType.{type_name(constant)}, "{family}"', row))
    return {TYPE_ROWS: found, COUNT_ROWS: [Row(str(len(re.findall(r"\bBPF_\w+", attach_types))))]}


def context(name):
    name = " ".join(name.split())
    return "null" if name == "void *" else '"' + name.removeprefix("struct ") + '"'
