// SPDX-License-Identifier: GPL-2.0-only
/* Refuses to run programs from files that anyone may write. */
#include "kernel_types.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define EPERM 1
#define WRITABLE_BY_OTHERS 0002

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} refusals SEC(".maps");

SEC("lsm/bprm_check_security")
int BPF_PROG(guard_exec, struct linux_binprm *bprm, int earlier)
{
	if (earlier)
		return earlier;
	if (bprm->file->f_inode->i_mode & WRITABLE_BY_OTHERS)
		return -EPERM;
	return 0;
}

SEC("lsm/file_open")
int BPF_PROG(count_open, struct file *file)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 *count = bpf_task_storage_get(&refusals, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (count)
		*count += 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
