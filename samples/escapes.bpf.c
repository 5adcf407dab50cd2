// SPDX-License-Identifier: GPL-2.0-only
/* Uses of memory after it was given back that Linux 7.3 lets pass; with --object-model strict they are refused. */
#include "owned_objects.h"

static long keep_slice(struct bpf_dynptr *request, void *context)
{
	__u64 *slice = bpf_dynptr_data(request, 0, 8);

	if (slice)
		*(__u64 **)context = slice;
	return 0;
}

SEC("raw_tp")
int keeps_a_slice_of_a_request(void *ctx)
{
	__u64 *slice = NULL;

	bpf_user_ringbuf_drain(&requests, keep_slice, &slice, 0);
	if (slice)
		result = *slice;
	return 0;
}

static long keep_clone(struct bpf_dynptr *request, void *context)
{
	bpf_dynptr_clone(request, context);
	return 0;
}

SEC("raw_tp")
int keeps_a_clone_of_a_request(void *ctx)
{
	__u32 key = 0;
	void *value = bpf_map_lookup_elem(&scratch, &key);
	struct bpf_dynptr clone;

	if (!value)
		return 0;
	bpf_dynptr_from_mem(value, 32, 0, &clone);
	bpf_user_ringbuf_drain(&requests, keep_clone, &clone, 0);
	result = bpf_dynptr_size(&clone);
	return 0;
}

static __noinline __u64 *slice_of_a_clone(struct bpf_dynptr *record)
{
	struct bpf_dynptr clone;

	bpf_dynptr_clone(record, &clone);
	return bpf_dynptr_data(&clone, 0, 8);
}

SEC("raw_tp")
int keeps_a_slice_of_a_callees_clone(void *ctx)
{
	struct bpf_dynptr record;
	__u64 *slice;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	slice = slice_of_a_clone(&record);
	bpf_ringbuf_submit_dynptr(&record, 0);
	if (slice)
		*slice = 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
