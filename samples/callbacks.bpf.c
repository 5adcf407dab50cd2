// SPDX-License-Identifier: GPL-2.0-only
/* Functions that a call runs in a loop: they reach into the stack of the function that made the call. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAX_ARGUMENTS 20
#define MAX_LENGTH 64

struct record {
	__u64 time;
	__u32 count;
	__u32 used;
	char text[1024];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct record);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} limits SEC(".maps");

struct bpf_map;

struct walk {
	struct record *record;
	const char **arguments;
	__u64 limit;
	__u16 last;
	__u16 skipped;
};

/* One string of a list in user memory, behind those copied before. */
static long copy_argument(__u32 index, void *context)
{
	struct walk *walk = context;
	struct record *record = walk->record;
	const char *argument = 0;
	__u32 used = record->used;
	long length;

	if (index >= walk->limit)
		return 1;
	if (bpf_probe_read_user(&argument, sizeof(argument), &walk->arguments[index]) || !argument)
		return 1;
	if (used > sizeof(record->text) - MAX_LENGTH)
		return 1;
	length = bpf_probe_read_user_str(record->text + used, MAX_LENGTH, argument);
	if (length < 0) {
		walk->skipped++;
		return 0;
	}
	if (length > MAX_LENGTH)
		return 1;
	walk->last = length;
	record->used = used + length;
	record->count++;
	return 0;
}

static __noinline int limit_of(__u32 user)
{
	__u64 *limit = bpf_map_lookup_elem(&limits, &user);

	if (!limit || *limit > MAX_ARGUMENTS)
		return MAX_ARGUMENTS;
	return *limit;
}

SEC("raw_tracepoint/sched_process_exec")
int copy_arguments(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 zero = 0;
	struct walk walk = {};
	char command[16];

	walk.record = bpf_map_lookup_elem(&records, &zero);
	if (!walk.record)
		return 0;
	walk.record->time = bpf_ktime_get_ns();
	walk.record->used = 0;
	walk.record->count = 0;
	walk.arguments = (const char **)ctx->args[1];
	walk.limit = limit_of(bpf_get_current_uid_gid());
	bpf_loop(MAX_ARGUMENTS, copy_argument, &walk, 0);
	if (walk.skipped || walk.last == 0)
		return 0;
	bpf_get_current_comm(command, sizeof(command));
	return command[0] == walk.record->text[0];
}

static long add_limit(struct bpf_map *map, __u32 *user, __u64 *limit, void *context)
{
	__u64 *sum = context;

	*sum += *limit;
	return *user == 0;
}

SEC("raw_tracepoint/sched_process_exit")
int sum_limits(void *ctx)
{
	__u64 sum = 0;

	bpf_for_each_map_elem(&limits, add_limit, &sum, 0);
	return sum > MAX_ARGUMENTS;
}

char LICENSE[] SEC("license") = "GPL";
