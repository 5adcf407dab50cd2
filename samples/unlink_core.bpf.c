// SPDX-License-Identifier: GPL-2.0-only
/* Reads kernel structures by relocatable accesses in a kprobe, and directly in fentry and fexit. */
#include "kernel_types.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct record {
	int parent;
	char name[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, int);
	__type(value, struct record);
} records SEC(".maps");

SEC("kprobe/do_unlinkat")
int BPF_KPROBE(remember_unlink, int dfd, struct filename *name)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct record record = {};
	int pid = BPF_CORE_READ(task, pid);
	const char *text = BPF_CORE_READ(name, name);

	record.parent = BPF_CORE_READ(task, real_parent, tgid);
	bpf_core_read_str(record.name, sizeof(record.name), text);
	bpf_map_update_elem(&records, &pid, &record, BPF_ANY);
	return 0;
}

SEC("kretprobe/do_unlinkat")
int BPF_KRETPROBE(forget_unlink, long result)
{
	int pid = bpf_get_current_pid_tgid();

	if (result < 0)
		bpf_map_delete_elem(&records, &pid);
	return 0;
}

SEC("fentry/security_file_open")
int BPF_PROG(watch_open, struct file *file)
{
	if (file->f_inode->i_mode & 04000)
		bpf_printk("opened inode %lu", file->f_inode->i_ino);
	return 0;
}

SEC("fexit/security_file_open")
int BPF_PROG(watch_open_end, struct file *file, int result)
{
	if (result)
		bpf_printk("refused %d, flags %x", result, file->f_flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
