// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callbacks run any number of times, so they can neither use up what their caller owns nor leave anything: B1 to B14, and gap G2.
 * Nothing here calls a kernel function, so kernels can be asked that do not have them.
 */
#include "objects.h"

/* B1 */
static long release_the_callers(void *map, __u32 *key, __u64 *value, struct bpf_sock **place)
{
	bpf_sk_release(*place);
	return 0;
}

SEC("tc")
int callback_releases_the_callers_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_for_each_map_elem(&scratch, release_the_callers, &sk, 0);
	bpf_sk_release(sk);
	return 0;
}

/* B2 */
static long reserve_for_the_caller(void *map, __u32 *key, __u64 *value, void **place)
{
	*place = bpf_ringbuf_reserve(&records, 8, 0);
	return 0;
}

SEC("tc")
int callback_reserves_for_the_caller(struct __sk_buff *skb)
{
	void *record = NULL;

	bpf_for_each_map_elem(&scratch, reserve_for_the_caller, &record, 0);
	if (record)
		bpf_ringbuf_discard(record, 0);
	return 0;
}

/* B3 */
static long do_nothing(void *map, __u32 *key, __u64 *value, void *context)
{
	return 0;
}

static long reserve_and_nest(void *map, __u32 *key, __u64 *value, void *context)
{
	void *record = bpf_ringbuf_reserve(&records, 8, 0);

	bpf_for_each_map_elem(&scratch, do_nothing, &record, 0);
	return 0;
}

SEC("tc")
int nested_callback_forgets_its_record(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);
	int number = 0;

	if (!sk)
		return 0;
	bpf_for_each_map_elem(&scratch, reserve_and_nest, &number, 0);
	bpf_sk_release(sk);
	return 0;
}

/* B4: the same function as in B1, called directly, may take over what the caller owns. */
SEC("tc")
int plain_call_releases_the_callers_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	release_the_callers(NULL, NULL, NULL, &sk);
	find_socket(skb);
	return 0;
}

/* 4.1: reading what the caller owns is always fine. */
static long read_the_callers(void *map, __u32 *key, __u64 *value, struct bpf_sock **place)
{
	result = (*place)->family;
	return 0;
}

SEC("tc")
int callback_reads_the_callers_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_for_each_map_elem(&scratch, read_the_callers, &sk, 0);
	bpf_sk_release(sk);
	return 0;
}

/* B5 */
static long reserve_only(__u32 index, void *context)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	return 0;
}

SEC("tc")
int callback_forgets_a_record(struct __sk_buff *skb)
{
	bpf_loop(10, reserve_only, NULL, 0);
	return 0;
}

/* B6, B7, B8: the caller's record. */
static long discard_the_callers(__u32 index, void *record)
{
	bpf_ringbuf_discard_dynptr(record, 0);
	return 0;
}

SEC("tc")
int callback_discards_a_discarded_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	bpf_loop(10, discard_the_callers, &record, 0);
	return 0;
}

SEC("tc")
int callback_discards_the_callers_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(10, discard_the_callers, &record, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

struct holder {
	struct bpf_dynptr *record;
};

static long discard_the_held(__u32 index, struct holder *holder)
{
	bpf_ringbuf_discard_dynptr(holder->record, 0);
	return 0;
}

SEC("tc")
int callback_discards_a_record_through_a_pointer(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	struct holder holder = { .record = &record };

	RESERVE(&record);
	bpf_loop(10, discard_the_held, &holder, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int one_iteration_discards_the_callers_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(1, discard_the_callers, &record, 0);
	return 0;
}

static long discard_what_is_a_dynptr(__u32 index, struct bpf_dynptr *record)
{
	bpf_ringbuf_discard_dynptr(record, 0);
	return 0;
}

SEC("tc")
int one_iteration_discards_what_its_prototype_names(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(1, discard_what_is_a_dynptr, &record, 0);
	return 0;
}

static long discard_and_stop(__u32 index, void *record)
{
	bpf_ringbuf_discard_dynptr(record, 0);
	return 1;
}

SEC("tc")
int callback_discards_the_record_and_stops(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(10, discard_and_stop, &record, 0);
	return 0;
}

/* B9 */
static long reserve_and_discard(__u32 index, void *context)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int callback_discards_its_own_record(struct __sk_buff *skb)
{
	bpf_loop(10, reserve_and_discard, NULL, 0);
	return 0;
}

/* B10 */
struct window {
	__u64 *slice;
};

static long write_through(__u32 index, struct window *window)
{
	*window->slice = index;
	return 0;
}

SEC("tc")
int callback_writes_the_callers_slice(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	struct window window;

	RESERVE(&record);
	window.slice = bpf_dynptr_data(&record, 0, 8);
	if (window.slice)
		bpf_loop(10, write_through, &window, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* B12 */
static long overwrite(__u32 index, void *view)
{
	OVERWRITE(view);
	return 0;
}

SEC("tc")
int writes_a_slice_after_a_callback_overwrote_its_dynptr(struct __sk_buff *skb)
{
	__u64 *value = find_value(), *slice;
	struct bpf_dynptr view;

	if (!value)
		return 0;
	bpf_dynptr_from_mem(value, 32, 0, &view);
	slice = bpf_dynptr_data(&view, 0, 8);
	if (!slice)
		return 0;
	bpf_loop(10, overwrite, &view, 0);
	*slice = 1;
	return 0;
}

/* B13 */
static long keep_a_slice_of_its_own(__u32 index, __u64 **place)
{
	struct bpf_dynptr record;
	__u64 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	if (slice)
		*place = slice;
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int reads_a_slice_of_the_callbacks_record(struct __sk_buff *skb)
{
	__u64 *slice = NULL;

	bpf_loop(3, keep_a_slice_of_its_own, &slice, 0);
	if (slice)
		result = *slice;
	return 0;
}

/* B14: what holds for a callback holds for the functions that it calls. */
SUBPROGRAM int discard_in_a_callee(void *record)
{
	bpf_ringbuf_discard_dynptr(record, 0);
	return 0;
}

static long discard_through_a_callee(__u32 index, void *record)
{
	discard_in_a_callee(record);
	return 0;
}

SEC("tc")
int callbacks_callee_discards_the_callers_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(10, discard_through_a_callee, &record, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SUBPROGRAM void *reserve_in_a_callee(void)
{
	return bpf_ringbuf_reserve(&records, 8, 0);
}

static long reserve_through_a_callee(__u32 index, void *context)
{
	reserve_in_a_callee();
	return 0;
}

SEC("tc")
int callbacks_callee_forgets_a_record(struct __sk_buff *skb)
{
	bpf_loop(10, reserve_through_a_callee, NULL, 0);
	return 0;
}

/* 4.2: discarding and reserving again leaves everything as it was. */
static long replace(__u32 index, void *record)
{
	bpf_ringbuf_discard_dynptr(record, 0);
	RESERVE(record);
	return 0;
}

SEC("tc")
int callback_replaces_the_callers_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(10, replace, &record, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* G2: what a callback is lent goes on in its caller. */
static long keep_a_slice(struct bpf_dynptr *request, void *place)
{
	__u64 *slice = bpf_dynptr_data(request, 0, 8);

	if (slice)
		*(__u64 **)place = slice;
	return 0;
}

SEC("tc")
int reads_a_slice_of_what_the_callback_was_lent(struct __sk_buff *skb)
{
	__u64 *slice = NULL;

	bpf_user_ringbuf_drain(&requests, keep_a_slice, &slice, 0);
	if (slice)
		result = *slice;
	return 0;
}
