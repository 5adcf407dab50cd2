using System;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Types;

/// <summary>The log's words for special fields.</summary>
internal static class SpecialFieldText
{
    public static string Of(SpecialFieldKind kind) => kind switch
    {
        SpecialFieldKind.SpinLock => "bpf_spin_lock",
        SpecialFieldKind.ResilientSpinLock => "bpf_res_spin_lock",
        SpecialFieldKind.Timer => "bpf_timer",
        SpecialFieldKind.WorkQueue => "bpf_wq",
        SpecialFieldKind.KptrUntrusted or SpecialFieldKind.KptrReferenced => "kptr",
        SpecialFieldKind.KptrPercpu => "percpu_kptr",
        SpecialFieldKind.UserPointer => "uptr",
        SpecialFieldKind.ListHead => "bpf_list_head",
        SpecialFieldKind.ListNode => "bpf_list_node",
        SpecialFieldKind.RbRoot => "bpf_rb_root",
        SpecialFieldKind.RbNode => "bpf_rb_node",
        SpecialFieldKind.RefCount => "bpf_refcount",
        SpecialFieldKind.TaskWork => "bpf_task_work",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
