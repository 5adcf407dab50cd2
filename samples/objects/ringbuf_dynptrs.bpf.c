// SPDX-License-Identifier: GPL-2.0-only
/* Dynptrs over ring buffer records own their record together with their clones: figure C10, scenarios D1 to D33, D39, D40. */
#include "objects.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

/* C10 */
SEC("tc")
int clone_submits_for_its_source(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	bpf_dynptr_write(&record, 0, &result, 8, 0);
	bpf_ringbuf_submit_dynptr(&clone, 0);
	return 0;
}

/* D1: whichever of the two submits, the other ends as well. */
SEC("tc")
int reads_the_clone_of_a_submitted_source(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;
	__u64 value = 0;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	bpf_ringbuf_submit_dynptr(&record, 0);
	bpf_dynptr_read(&value, 8, &clone, 0, 0);
	return 0;
}

SEC("tc")
int reads_the_source_of_a_submitted_clone(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;
	__u64 value = 0;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	bpf_ringbuf_submit_dynptr(&clone, 0);
	bpf_dynptr_read(&value, 8, &record, 0, 0);
	return 0;
}

/* D2 */
SEC("tc")
int writes_a_slice_of_the_source_after_the_clone_was_submitted(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;
	__u64 *slice;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	slice = bpf_dynptr_data(&record, 0, 8);
	bpf_ringbuf_submit_dynptr(&clone, 0);
	if (slice)
		*slice = 1;
	return 0;
}

SEC("tc")
int writes_a_slice_of_the_clone_after_the_source_was_submitted(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;
	__u64 *slice;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	slice = bpf_dynptr_data(&clone, 0, 8);
	bpf_ringbuf_submit_dynptr(&record, 0);
	if (slice)
		*slice = 1;
	return 0;
}

/* D3 */
SEC("tc")
int reads_a_read_only_slice_of_a_submitted_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u64 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_slice(&record, 0, NULL, 8);
	bpf_ringbuf_submit_dynptr(&record, 0);
	if (slice)
		result = *slice;
	return 0;
}

/* D4 */
SUBPROGRAM int submit_through_a_clone(struct bpf_dynptr *record)
{
	struct bpf_dynptr clone;

	bpf_dynptr_clone(record, &clone);
	bpf_ringbuf_submit_dynptr(&clone, 0);
	return 0;
}

SEC("tc")
int reads_a_record_that_a_callees_clone_submitted(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u64 value = 0;

	RESERVE(&record);
	submit_through_a_clone(&record);
	bpf_dynptr_read(&value, 8, &record, 0, 0);
	return 0;
}

/* D6: adding the pointer to a number keeps what it belongs to. */
SEC("tc")
int writes_a_slice_that_was_added_to_a_number(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u64 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	if (!slice) {
		bpf_ringbuf_discard_dynptr(&record, 0);
		return 0;
	}
	__u64 sum = 0;

	asm volatile("%[sum] += %[slice]; %[slice] = 0" : [sum] "+r"(sum), [slice] "+r"(slice));
	bpf_ringbuf_discard_dynptr(&record, 0);
	*(__u64 *)sum = 1;
	return 0;
}

/* D7, D8: overwriting is fine as long as somebody can still release. */
SEC("tc")
int overwrites_the_source_and_discards_the_clone(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	OVERWRITE(&record);
	bpf_ringbuf_discard_dynptr(&clone, 0);
	return 0;
}

SEC("tc")
int overwrites_source_and_clone(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	OVERWRITE(&record);
	OVERWRITE(&clone);
	return 0;
}

/* D9 */
SEC("tc")
int writes_a_slice_of_the_overwritten_source(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;
	__u64 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	if (!slice) {
		bpf_ringbuf_discard_dynptr(&record, 0);
		return 0;
	}
	bpf_dynptr_clone(&record, &clone);
	OVERWRITE(&record);
	*slice = 1;
	bpf_ringbuf_discard_dynptr(&clone, 0);
	return 0;
}

SEC("tc")
int writes_a_slice_of_the_clone_that_is_left(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;
	__u64 *slice;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	slice = bpf_dynptr_data(&clone, 0, 8);
	OVERWRITE(&record);
	if (slice)
		*slice = 1;
	bpf_ringbuf_discard_dynptr(&clone, 0);
	return 0;
}

/* D10, D11: clones are counted in all frames. */
SUBPROGRAM int take_over_and_discard(struct bpf_dynptr *record)
{
	struct bpf_dynptr clone;

	bpf_dynptr_clone(record, &clone);
	OVERWRITE(record);
	bpf_ringbuf_discard_dynptr(&clone, 0);
	return 0;
}

SEC("tc")
int callee_takes_the_record_over(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	take_over_and_discard(&record);
	return 0;
}

SUBPROGRAM int take_over_and_forget(struct bpf_dynptr *record)
{
	struct bpf_dynptr clone;

	bpf_dynptr_clone(record, &clone);
	OVERWRITE(record);
	result = bpf_dynptr_size(&clone);
	return 0;
}

SEC("tc")
int callee_takes_the_record_over_and_forgets_it(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	take_over_and_forget(&record);
	return 0;
}

/* D12 */
SUBPROGRAM int look_through_a_clone(struct bpf_dynptr *record)
{
	struct bpf_dynptr clone;

	bpf_dynptr_clone(record, &clone);
	result = bpf_dynptr_size(&clone);
	return 0;
}

SEC("tc")
int callees_clone_vanishes_with_its_frame(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	look_through_a_clone(&record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* D13 */
SUBPROGRAM __u64 *slice_of_a_record_in_this_frame(void)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	return bpf_dynptr_data(&record, 0, 8);
}

SEC("tc")
int callee_returns_a_slice_and_forgets_the_record(struct __sk_buff *skb)
{
	__u64 *slice = slice_of_a_record_in_this_frame();

	if (slice)
		*slice = 1;
	return 0;
}

/* D14 */
SUBPROGRAM int submit_for_the_caller(struct bpf_dynptr *record)
{
	bpf_ringbuf_submit_dynptr(record, 0);
	return 0;
}

SEC("tc")
int writes_a_slice_after_a_callee_submitted(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u64 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	submit_for_the_caller(&record);
	if (slice)
		*slice = 1;
	return 0;
}

/* D15 */
SEC("tc")
int writes_a_spilled_slice_of_a_submitted_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u64 *slice, *volatile spilled;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	if (!slice) {
		bpf_ringbuf_discard_dynptr(&record, 0);
		return 0;
	}
	spilled = slice;
	bpf_ringbuf_submit_dynptr(&record, 0);
	*spilled = 1;
	return 0;
}

/* D16 to D19 */
SEC("tc")
int discards_twice(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int submits_what_was_never_made(struct __sk_buff *skb)
{
	struct bpf_dynptr record = {};

	bpf_ringbuf_submit_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int forgets_the_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	return 0;
}

SEC("tc")
int forgets_the_second_record(struct __sk_buff *skb)
{
	struct bpf_dynptr first, second;

	RESERVE(&first);
	RESERVE(&second);
	bpf_ringbuf_discard_dynptr(&first, 0);
	return 0;
}

/* D23: one byte anywhere, by whatever means. */
SEC("tc")
int overwrites_a_byte_in_the_middle(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	OVERWRITE((char *)&record + 8);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int overwrites_a_byte_somewhere(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	OVERWRITE((char *)&record + (skb->len & 15));
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

static long overwrite_for_the_caller(__u32 index, void *record)
{
	OVERWRITE(record);
	return 0;
}

SEC("tc")
int callback_overwrites_the_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_loop(10, overwrite_for_the_caller, &record, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* D24 */
SEC("tc")
int helper_writes_over_the_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_skb_load_bytes(skb, 0, &record, 8);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* D25, D26 */
SEC("tc")
int clones_a_record_onto_itself(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int clones_a_record_onto_another(struct __sk_buff *skb)
{
	struct bpf_dynptr first, second;

	RESERVE(&first);
	RESERVE(&second);
	bpf_dynptr_clone(&first, &second);
	bpf_ringbuf_discard_dynptr(&first, 0);
	bpf_ringbuf_discard_dynptr(&second, 0);
	return 0;
}

/* D31: a slice is not a record. */
SEC("tc")
int submits_a_slice_as_a_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u64 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	if (slice)
		bpf_ringbuf_submit(slice, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* D32 */
SEC("tc")
int writes_beyond_a_slice(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u8 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	if (slice)
		slice[8] = 1;
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int writes_a_slice_without_a_null_check(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	__u64 *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	*slice = 1;
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* D33: two paths whose slices belong to different dynptrs are not the same state. */
SEC("tc")
int overwrites_the_dynptr_of_one_path(struct __sk_buff *skb)
{
	struct bpf_dynptr record, clone;
	__u64 *slice;

	RESERVE(&record);
	bpf_dynptr_clone(&record, &clone);
	if (skb->len > 100)
		slice = bpf_dynptr_data(&clone, 0, 8);
	else
		slice = bpf_dynptr_data(&record, 0, 8);
	if (slice) {
		OVERWRITE(&record);
		*slice = 1;
	}
	bpf_ringbuf_discard_dynptr(&clone, 0);
	return 0;
}

/* D39 */
SEC("tc")
int tail_calls_with_a_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_tail_call(skb, &programs, 0);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* D40: without a dynptr; the interior pointer ends with the record. */
SEC("tc")
int writes_behind_a_submitted_record(struct __sk_buff *skb)
{
	__u64 *record = bpf_ringbuf_reserve(&records, 16, 0), *second;

	if (!record)
		return 0;
	second = record + 1;
	bpf_ringbuf_submit(record, 0);
	*second = 1;
	return 0;
}
