"""Groups of helpers that the verifier treats alike."""

import re

from csource import pascal

GROUPS = [
    ("ChangesPacket", "net/core/filter.c", "bpf_helper_changes_pkt_data", "May move or resize the packet: pointers into it go stale."),
    ("Casts", "kernel/bpf/verifier.c", "is_ptr_cast_function", "Return the argument as a socket of another kind, sharing its reference."),
    ("CallsBack", "kernel/bpf/verifier.c", "is_sync_callback_calling_function", "Run a callback before they return."),
    ("CallsBackLater", "kernel/bpf/verifier.c", "is_async_callback_calling_function", "Arrange for a callback to run some other time."),
]


def generate(tree, writer):
    lines = ["/// <summary>Groups of helpers that the verifier treats alike.</summary>", "public static class HelperGroups", "{"]
    for name, path, function, summary in GROUPS:
        found = [f"HelperId.{pascal(h)}" for h in re.findall(r"BPF_FUNC_(\w+)", tree.function(path, function))]
        emit(lines, name, f"{summary} {path}: {function}.", found)
    acquire = tree.function("kernel/bpf/verifier.c", "is_acquire_function").split("return true;")[0]
    emit(lines, "Acquires", "Return a reference, whatever map they are given. kernel/bpf/verifier.c: is_acquire_function.",
         [f"HelperId.{pascal(h)}" for h in re.findall(r"BPF_FUNC_(\w+)", acquire)])
    lines[-1] = "}"
    writer.write("Helpers/HelperGroups.g.cs", "Vouch.Kernel.Helpers", [], lines, "the functions named at each group")


def emit(lines, name, summary, found):
    lines.append(f"    /// <summary>{summary}</summary>")
    lines.append(f"    public static HelperGroup {name} {{ get; }} = new(")
    chunks = [", ".join(found[i:i + 4]) for i in range(0, len(found), 4)]
    lines += [f"        {chunk}{',' if chunk is not chunks[-1] else ');'}" for chunk in chunks]
    lines.append("")
