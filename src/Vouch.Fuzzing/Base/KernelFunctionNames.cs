using System.Collections.Immutable;

namespace Vouch.Fuzzing.Base;

/// <summary>The kernel functions that generated programs call.</summary>
internal static class KernelFunctionNames
{
    public static ImmutableArray<string> All { get; } =
    [
        "bpf_obj_new", "bpf_obj_drop", "bpf_percpu_obj_new", "bpf_percpu_obj_drop", "bpf_refcount_acquire",
        "bpf_list_push_front", "bpf_list_push_back", "bpf_list_pop_front", "bpf_list_pop_back", "bpf_list_front", "bpf_list_back",
        "bpf_rbtree_add", "bpf_rbtree_remove", "bpf_rbtree_first", "bpf_rbtree_root", "bpf_rbtree_left", "bpf_rbtree_right",
        "bpf_task_acquire", "bpf_task_release", "bpf_task_from_pid", "bpf_task_from_vpid", "bpf_task_under_cgroup", "bpf_task_get_cgroup1",
        "bpf_cgroup_acquire", "bpf_cgroup_release", "bpf_cgroup_from_id", "bpf_cgroup_ancestor",
        "bpf_cpumask_create", "bpf_cpumask_acquire", "bpf_cpumask_release", "bpf_cpumask_first", "bpf_cpumask_set_cpu", "bpf_cpumask_test_cpu",
        "bpf_cpumask_and", "bpf_cpumask_empty", "bpf_cpumask_copy", "bpf_cpumask_weight",
        "bpf_rcu_read_lock", "bpf_rcu_read_unlock", "bpf_preempt_disable", "bpf_preempt_enable",
        "bpf_local_irq_save", "bpf_local_irq_restore", "bpf_res_spin_lock", "bpf_res_spin_unlock",
        "bpf_res_spin_lock_irqsave", "bpf_res_spin_unlock_irqrestore",
        "bpf_dynptr_adjust", "bpf_dynptr_is_null", "bpf_dynptr_is_rdonly", "bpf_dynptr_size", "bpf_dynptr_clone", "bpf_dynptr_slice",
        "bpf_dynptr_slice_rdwr", "bpf_dynptr_from_skb", "bpf_dynptr_from_xdp", "bpf_dynptr_copy", "bpf_dynptr_memset",
        "bpf_iter_num_new", "bpf_iter_num_next", "bpf_iter_num_destroy", "bpf_iter_task_new", "bpf_iter_task_next", "bpf_iter_task_destroy",
        "bpf_iter_css_new", "bpf_iter_css_next", "bpf_iter_css_destroy", "bpf_iter_bits_new", "bpf_iter_bits_next", "bpf_iter_bits_destroy",
        "bpf_iter_task_vma_new", "bpf_iter_task_vma_next", "bpf_iter_task_vma_destroy",
        "bpf_cast_to_kern_ctx", "bpf_rdonly_cast", "bpf_throw", "bpf_wq_init", "bpf_wq_start", "bpf_wq_set_callback",
        "bpf_get_kmem_cache", "bpf_strcmp", "bpf_strlen", "bpf_strchr", "bpf_copy_from_user_str",
        "bpf_get_task_exe_file", "bpf_put_file", "bpf_session_is_return",
    ];
}
