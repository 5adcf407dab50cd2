// SPDX-License-Identifier: GPL-2.0-only
/* Sends an event through a ring buffer for every program that is started. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	__u64 time;
	__u32 pid;
	__u32 uid;
	char command[16];
	char path[128];
};

struct sys_enter_arguments {
	__u64 common;
	long number;
	unsigned long args[6];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_execve")
int report_exec(struct sys_enter_arguments *ctx)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	__u32 zero = 0;

	if (!event) {
		__u64 *count = bpf_map_lookup_elem(&lost, &zero);

		if (count)
			__sync_fetch_and_add(count, 1);
		return 0;
	}
	event->time = bpf_ktime_get_ns();
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(event->command, sizeof(event->command));
	if (bpf_probe_read_user_str(event->path, sizeof(event->path), (void *)ctx->args[0]) < 0)
		bpf_ringbuf_discard(event, 0);
	else
		bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_execve")
int report_exec_end(struct sys_enter_arguments *ctx)
{
	struct event event = {};

	event.time = bpf_ktime_get_ns();
	event.pid = bpf_get_current_pid_tgid() >> 32;
	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
