"""Groups of helpers that the verifier treats alike."""

import re

from csource import pascal
from tables import Row, Table, last

GROUPS = [
    ("ChangesPacket", "net/core/filter.c", "bpf_helper_changes_pkt_data", "May move or resize the packet: pointers into it go stale."),
    ("Casts", "kernel/bpf/verifier.c", "is_ptr_cast_function", "Return the argument as a socket of another kind, sharing its reference."),
    ("CallsBack", "kernel/bpf/verifier.c", "is_sync_callback_calling_function", "Run a callback before they return."),
    ("CallsBackLater", "kernel/bpf/verifier.c", "is_async_callback_calling_function", "Arrange for a callback to run some other time."),
]


ACQUIRES = ("Acquires", "kernel/bpf/verifier.c", "is_acquire_function", "Return a reference, whatever map they are given.")
GROUP_ROWS = Table("Helpers/HelperGroupRows.g.cs", "HelperGroupRows", "HelperGroupRow", "Groups of helpers that the verifier treats alike.",
                   "the functions named at the rows", "Vouch.Kernel.Helpers", ["G = Vouch.Kernel.Helpers.HelperGroupId", "H = Vouch.Kernel.Helpers.HelperId"])
TABLES = [GROUP_ROWS]


def rows(tree):
    found = []
    for name, path, function, _ in GROUPS + [ACQUIRES]:
        body = tree.function(path, function)
        if name == "Acquires":
            body = body.split("return true;")[0]
        found += [Row(f"G.{name}, H.{pascal(h)}", comment=f"{path}: {function}") for h in re.findall(r"BPF_FUNC_(\w+)", body)]
    return {GROUP_ROWS: found}


def enums():
    lines = ["/// <summary>Groups of helpers that the verifier treats alike.</summary>", "internal enum HelperGroupId : byte", "{"]
    for name, _, _, summary in GROUPS + [ACQUIRES]:
        lines += [f"    /// <summary>{summary}</summary>", f"    {name},"]
    lines += last(name)
    return [("Vouch.Kernel/Helpers/HelperGroupId.g.cs", "Vouch.Kernel.Helpers", lines, GROUP_ROWS.source)]
