"""Layouts of the context structs that programs see."""

import re

from csource import braces, pascal

STRUCTS = [
    ("__sk_buff", "SkBuff"), ("xdp_md", "Xdp"), ("bpf_sock", "Sock"), ("bpf_tcp_sock", "TcpSock"), ("bpf_xdp_sock", "XdpSock"),
    ("bpf_sock_addr", "SockAddr"), ("bpf_sock_ops", "SockOps"), ("sk_msg_md", "SkMsg"), ("sk_reuseport_md", "SkReuseport"),
    ("bpf_sk_lookup", "SkLookup"), ("bpf_cgroup_dev_ctx", "CgroupDevice"), ("bpf_sysctl", "Sysctl"), ("bpf_sockopt", "Sockopt"),
    ("bpf_flow_keys", "FlowKeys"),
]
SIZES = {"__u8": 1, "__u16": 2, "__be16": 2, "__u32": 4, "__be32": 4, "__s32": 4, "__u64": 8, "int": 4}


def members(body):
    """[(name, offset, size)] of a struct's body, and its size and alignment."""
    return walk(re.sub(r"__bpf_md_ptr\(([^,]*),\s*(\w+)\)", r"__pointer \2", body), 0, False)


def walk(body, start, is_union):
    position, end, align, found, index = start, start, 1, [], 0
    while True:
        match = re.compile(r"\s*(struct|union)\s*\{").match(body, index)
        if match:
            inner = braces(body, match.end() - 1)
            nested, size, nested_align = walk(inner, 0, match.group(1) == "union")
            at = start if is_union else -(-position // nested_align) * nested_align
            found += [(name, at + offset, width) for name, offset, width in nested]
            align = max(align, nested_align)
            position = at + size
            end = max(end, position)
            index = body.index(";", match.end() + len(inner)) + 1
            continue
        match = re.compile(r"\s*(\w+)\s+(\w*)\s*(?:\[(\d+)\])?\s*(?::\s*(\d+))?\s*;").match(body, index)
        if not match:
            if body[index:].strip():
                raise ValueError(body[index:].strip()[:80])
            break
        kind, name, count, bit = match.groups()
        width = 8 if kind == "__pointer" else SIZES[kind]
        at = start if is_union else -(-position // width) * width
        size = width * int(count or 1)
        if bit:
            size = int(bit) // 8
            at = start if is_union else position
        if name:
            found.append((name, at, size))
        align = max(align, width)
        position = at + size
        end = max(end, position)
        index = match.end()
    return found, -(-(end - start) // align) * align, align


def layout(tree, struct):
    text = tree.text("include/uapi/linux/bpf.h")
    match = re.search(rf"^struct {struct} \{{", text, re.M)
    return members(braces(text, match.end() - 1))


TABLES = []


def rows(tree):
    return {}


def newest(tree):
    """The rules about contexts are written for the newest release, in terms of these layouts."""
    lines = []
    for struct, name in STRUCTS:
        found, size, _ = layout(tree, struct)
        lines += [f"/// <summary>Members of <c>struct {struct}</c>: offset and size in bytes.</summary>",
                  f"internal static class {name}Layout", "{", f"    public const int Bytes = {size};", ""]
        for member, offset, width in found:
            lines.append(f"    public static readonly ContextMember {pascal(member)} = new({offset}, {width});")
        lines += ["}", ""]
    return [("Vouch.Kernel/Contexts/ContextLayouts.g.cs", "Vouch.Kernel.Contexts", lines[:-1], "include/uapi/linux/bpf.h")]
