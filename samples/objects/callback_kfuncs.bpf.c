// SPDX-License-Identifier: GPL-2.0-only
/* Callbacks and kernel functions: the scenarios B1 to B4 with tasks, B9 and B11 with clones and sizes of dynptrs, gap G2 with a clone. */
#include "objects.h"

struct keeper {
	struct task_struct __attribute__((btf_type_tag("kptr"))) *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct keeper);
} keepers SEC(".maps");

static __always_inline struct task_struct *own_task(void)
{
	return bpf_task_acquire(bpf_get_current_task_btf());
}

/* B1 */
static long release_the_callers(void *map, __u32 *key, __u64 *value, struct task_struct **place)
{
	bpf_task_release(*place);
	return 0;
}

SEC("tp_btf/task_newtask")
int callback_releases_the_callers_task(void *ctx)
{
	struct task_struct *task = own_task();

	if (!task)
		return 0;
	bpf_for_each_map_elem(&scratch, release_the_callers, &task, 0);
	bpf_task_release(task);
	return 0;
}

/* B2 */
static long acquire_for_the_caller(void *map, __u32 *key, __u64 *value, struct task_struct **place)
{
	*place = own_task();
	return 0;
}

SEC("tp_btf/task_newtask")
int callback_acquires_for_the_caller(void *ctx)
{
	struct task_struct *task = NULL;
	struct keeper *keeper;
	__u32 key = 0;

	keeper = bpf_map_lookup_elem(&keepers, &key);
	if (!keeper)
		return 0;
	bpf_for_each_map_elem(&scratch, acquire_for_the_caller, &task, 0);
	task = bpf_kptr_xchg(&keeper->task, task);
	if (task)
		bpf_task_release(task);
	return 0;
}

/* B3 */
static long do_nothing(void *map, __u32 *key, __u64 *value, void *context)
{
	return 0;
}

static long acquire_and_nest(void *map, __u32 *key, __u64 *value, void *context)
{
	struct task_struct *task = own_task();

	bpf_for_each_map_elem(&scratch, do_nothing, &task, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int nested_callback_forgets_its_task(void *ctx)
{
	struct task_struct *task = own_task();
	int number = 0;

	if (!task)
		return 0;
	bpf_for_each_map_elem(&scratch, acquire_and_nest, &number, 0);
	bpf_task_release(task);
	return 0;
}

/* B4: the same function as in B1, called directly, may take over what the caller owns. */
SEC("tp_btf/task_newtask")
int plain_call_releases_the_callers_task(void *ctx)
{
	struct task_struct *task = own_task();

	if (!task)
		return 0;
	release_the_callers(NULL, NULL, NULL, &task);
	own_task();
	return 0;
}

/* B9 */
static long add_the_size(__u32 index, void *record)
{
	result += bpf_dynptr_size(record);
	return 0;
}

static long reserve_nest_and_discard(__u32 index, void *context)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(3, add_the_size, &record, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int nested_callback_asks_the_outer_ones_record(struct __sk_buff *skb)
{
	bpf_loop(10, reserve_nest_and_discard, NULL, 0);
	return 0;
}

/* B11 */
static long look_through_a_clone(__u32 index, void *record)
{
	struct bpf_dynptr clone;

	bpf_dynptr_clone(record, &clone);
	result += bpf_dynptr_size(&clone);
	return 0;
}

SEC("tc")
int callbacks_clone_vanishes_with_its_frame(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(10, look_through_a_clone, &record, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* G2 */
static long keep_a_clone(struct bpf_dynptr *request, void *place)
{
	bpf_dynptr_clone(request, place);
	return 0;
}

SEC("tc")
int asks_a_clone_of_what_the_callback_was_lent(struct __sk_buff *skb)
{
	__u64 *value = find_value();
	struct bpf_dynptr clone;

	if (!value)
		return 0;
	bpf_dynptr_from_mem(value, 32, 0, &clone);
	bpf_user_ringbuf_drain(&requests, keep_a_clone, &clone, 0);
	result = bpf_dynptr_size(&clone);
	return 0;
}
