// SPDX-License-Identifier: GPL-2.0-only
/* Objects that are given back: sockets and their casts, ring buffer records, dynptrs with clones and slices, files, iterators. */
#include "owned_objects.h"

struct bpf_iter_num {
	__u64 opaque;
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

SEC("tc")
int cast_and_release_by_the_cast(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *full;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	full = bpf_sk_fullsock(sk);
	if (!full) {
		bpf_sk_release(sk);
		return 0;
	}
	tcp = bpf_tcp_sock(full);
	if (tcp)
		result = tcp->snd_cwnd;
	bpf_sk_release(full);
	return 0;
}

SEC("tc")
int listener_needs_no_release(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *listener;

	if (!sk)
		return 0;
	listener = bpf_get_listener_sock(sk);
	bpf_sk_release(sk);
	if (listener)
		result = listener->state;
	return 0;
}

SEC("raw_tp")
int clone_outlives_its_source(void *ctx)
{
	struct bpf_dynptr record, clone;
	__u64 *slice;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_dynptr_clone(&record, &clone);
	*(volatile __u8 *)&record = 0;
	slice = bpf_dynptr_data(&clone, 0, 8);
	if (slice)
		*slice = 1;
	bpf_ringbuf_submit_dynptr(&clone, 0);
	return 0;
}

static __noinline void submit(struct bpf_dynptr *record)
{
	bpf_ringbuf_submit_dynptr(record, 0);
}

SEC("raw_tp")
int callee_submits(void *ctx)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_dynptr_write(&record, 0, &result, sizeof(result), 0);
	submit(&record);
	return 0;
}

SEC("lsm.s/bprm_creds_for_exec")
int read_own_file(void *ctx)
{
	struct file *file = bpf_get_task_exe_file(bpf_get_current_task_btf());
	struct bpf_dynptr content, clone;
	__u64 magic = 0;

	if (!file)
		return 0;
	bpf_dynptr_from_file(file, 0, &content);
	bpf_dynptr_clone(&content, &clone);
	bpf_dynptr_read(&magic, sizeof(magic), &clone, 0, 0);
	bpf_dynptr_file_discard(&clone);
	bpf_put_file(file);
	result = magic;
	return 0;
}

SEC("raw_tp")
int iterate(void *ctx)
{
	struct bpf_iter_num it;
	int *number;

	bpf_iter_num_new(&it, 0, 10);
	while ((number = bpf_iter_num_next(&it)))
		result += *number;
	bpf_iter_num_destroy(&it);
	return 0;
}

static long copy_request(struct bpf_dynptr *request, void *context)
{
	return bpf_dynptr_read(&result, sizeof(result), request, 0, 0) ? 1 : 0;
}

SEC("raw_tp")
int drain_requests(void *ctx)
{
	bpf_user_ringbuf_drain(&requests, copy_request, NULL, 0);
	return 0;
}

static long reserve_and_submit(__u32 index, void *context)
{
	__u64 *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (!record)
		return 1;
	*record = index;
	bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("raw_tp")
int reserve_in_a_callback(void *ctx)
{
	bpf_loop(10, reserve_and_submit, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
