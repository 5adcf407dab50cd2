// SPDX-License-Identifier: GPL-2.0-only
/* Dynptrs over the memory of a map value, and dynptrs that a callback or a global function is lent: scenarios D5 to D38. */
#include "objects.h"

#define LOCAL(value, dynptr) bpf_dynptr_from_mem(value, 32, 0, dynptr)

/* D5 */
SEC("tc")
int reads_a_read_only_slice_of_an_overwritten_dynptr(struct __sk_buff *skb)
{
	__u64 *value = find_value(), *slice;
	struct bpf_dynptr view;

	if (!value)
		return 0;
	LOCAL(value, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, 8);
	OVERWRITE(&view);
	if (slice)
		result = *slice;
	return 0;
}

/* D20 */
SEC("tc")
int writes_a_slice_of_what_was_made_anew(struct __sk_buff *skb)
{
	__u64 *value = find_value(), *slice;
	struct bpf_dynptr view;

	if (!value)
		return 0;
	LOCAL(value, &view);
	slice = bpf_dynptr_data(&view, 0, 8);
	if (!slice)
		return 0;
	LOCAL(value, &view);
	*slice = 1;
	return 0;
}

/* D21 */
SEC("tc")
int passes_on_an_unchecked_slice_of_an_overwritten_dynptr(struct __sk_buff *skb)
{
	__u64 *value = find_value(), *slice;
	struct bpf_dynptr view;

	if (!value)
		return 0;
	LOCAL(value, &view);
	slice = bpf_dynptr_data(&view, 0, 8);
	OVERWRITE(&view);
	bpf_this_cpu_ptr(slice);
	return 0;
}

/* D22 */
SEC("tc")
int overwrites_one_of_two(struct __sk_buff *skb)
{
	__u64 *value = find_value(), *slice;
	struct bpf_dynptr view, other;

	if (!value)
		return 0;
	LOCAL(value, &view);
	LOCAL(value, &other);
	slice = bpf_dynptr_data(&other, 0, 8);
	OVERWRITE(&view);
	if (slice)
		*slice = 1;
	return 0;
}

/* D25 */
SEC("tc")
int writes_a_slice_of_what_was_cloned_onto_itself(struct __sk_buff *skb)
{
	__u64 *value = find_value(), *slice;
	struct bpf_dynptr view;

	if (!value)
		return 0;
	LOCAL(value, &view);
	slice = bpf_dynptr_data(&view, 0, 8);
	if (!slice)
		return 0;
	bpf_dynptr_clone(&view, &view);
	*slice = 1;
	return 0;
}

/* D27 to D29: where a dynptr can be. */
SEC("tc")
int makes_a_dynptr_above_the_stack(struct __sk_buff *skb)
{
	struct bpf_dynptr view;

	RESERVE(&view + 1);
	return 0;
}

SEC("tc")
int passes_half_a_dynptr(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	bpf_dynptr_data((void *)&record + 8, 0, 8);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int makes_a_dynptr_somewhere(struct __sk_buff *skb)
{
	struct bpf_dynptr views[2];

	RESERVE((void *)views + (skb->len & 16));
	return 0;
}

/* D30 */
SEC("tc")
int makes_a_dynptr_of_a_slice(struct __sk_buff *skb)
{
	struct bpf_dynptr record, view;
	void *slice;

	RESERVE(&record);
	slice = bpf_dynptr_data(&record, 0, 8);
	if (slice)
		bpf_dynptr_from_mem(slice, 8, 0, &view);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

/* D35, D36: what a callback is lent can neither be released nor replaced. */
static long submit_request(struct bpf_dynptr *request, void *context)
{
	bpf_ringbuf_submit_dynptr(request, 0);
	return 0;
}

SEC("tc")
int submits_what_the_callback_was_lent(struct __sk_buff *skb)
{
	bpf_user_ringbuf_drain(&requests, submit_request, NULL, 0);
	return 0;
}

static long discard_request(struct bpf_dynptr *request, void *context)
{
	bpf_ringbuf_discard_dynptr(request, 0);
	return 0;
}

SEC("tc")
int discards_what_the_callback_was_lent(struct __sk_buff *skb)
{
	bpf_user_ringbuf_drain(&requests, discard_request, NULL, 0);
	return 0;
}

static long replace_request(struct bpf_dynptr *request, void *context)
{
	RESERVE(request);
	return 0;
}

SEC("tc")
int replaces_what_the_callback_was_lent(struct __sk_buff *skb)
{
	bpf_user_ringbuf_drain(&requests, replace_request, NULL, 0);
	return 0;
}

/* D37, D38 */
__noinline int first_word(const struct bpf_dynptr *view)
{
	__u64 *slice = bpf_dynptr_data(view, 0, 8);

	if (slice)
		result = *slice;
	return 0;
}

SEC("tc")
int lends_a_record_to_a_global_function(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	RESERVE(&record);
	first_word(&record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tc")
int lends_a_map_value_as_a_dynptr(struct __sk_buff *skb)
{
	void *value = find_value();

	if (value)
		first_word(value);
	return 0;
}
