using System;
using System.Collections.Generic;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>What gives an object back: facts of Linux's helpers and kernel functions.</summary>
internal static class ReleaseFunctions
{
    private static readonly Dictionary<string, string> ByCallee = new(StringComparer.Ordinal)
    {
        ["bpf_ringbuf_reserve"] = "bpf_ringbuf_submit or bpf_ringbuf_discard",
        ["bpf_ringbuf_reserve_dynptr"] = "bpf_ringbuf_submit_dynptr or bpf_ringbuf_discard_dynptr",
        ["bpf_dynptr_from_file"] = "bpf_dynptr_file_discard",
        ["bpf_local_irq_save"] = "bpf_local_irq_restore",
        ["bpf_res_spin_lock_irqsave"] = "bpf_res_spin_unlock_irqrestore",
        ["bpf_wakeup_sources_read_lock"] = "bpf_wakeup_sources_read_unlock",
        ["bpf_obj_new_impl"] = "bpf_obj_drop",
        ["bpf_obj_new"] = "bpf_obj_drop",
        ["bpf_refcount_acquire_impl"] = "bpf_obj_drop",
        ["bpf_refcount_acquire"] = "bpf_obj_drop",
        ["bpf_list_pop_front"] = "bpf_obj_drop",
        ["bpf_list_pop_back"] = "bpf_obj_drop",
        ["bpf_rbtree_remove"] = "bpf_obj_drop",
        ["bpf_percpu_obj_new_impl"] = "bpf_percpu_obj_drop",
        ["bpf_percpu_obj_new"] = "bpf_percpu_obj_drop",
    };

    private static readonly Dictionary<string, string> ByKind = new(StringComparer.Ordinal)
    {
        ["sock"] = "bpf_sk_release",
        ["sock_common"] = "bpf_sk_release",
        ["tcp_sock"] = "bpf_sk_release",
        ["file"] = "bpf_put_file",
        ["task_struct"] = "bpf_task_release",
        ["cgroup"] = "bpf_cgroup_release",
        ["bpf_cpumask"] = "bpf_cpumask_release",
        ["sk_buff"] = "bpf_kfree_skb",
        ["bpf_key"] = "bpf_key_put",
        ["bpf_crypto_ctx"] = "bpf_crypto_ctx_release",
        ["nf_conn"] = "bpf_ct_release",
    };

    /// <summary>The function that gives an object back; null when it is not known.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="acquiredBy">The function that acquired it, if any.</param>
    public static string? For(string kind, string? acquiredBy) =>
        kind.StartsWith(ObjectWords.Iterator, StringComparison.Ordinal) ? $"bpf_{kind}_destroy"
        : acquiredBy is not null && ByCallee.TryGetValue(acquiredBy, out string? release) ? release
        : ByKind.GetValueOrDefault(kind);
}
