// SPDX-License-Identifier: GPL-2.0-only
/* Deliberately wrong: objects that are leaked, released twice, or used after what they belong to was released. */
#include "owned_objects.h"

SEC("tc")
int leaks_a_socket(struct __sk_buff *skb)
{
	return find_socket(skb) != NULL;
}

SEC("tc")
int releases_twice(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_sk_release(sk);
	bpf_sk_release(sk);
	return 0;
}

SEC("tc")
int releases_without_a_null_check(struct __sk_buff *skb)
{
	bpf_sk_release(find_socket(skb));
	return 0;
}

SEC("tc")
int reads_a_cast_of_a_released_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	bpf_sk_release(sk);
	if (tcp)
		result = tcp->snd_cwnd;
	return 0;
}

SEC("tc")
int releases_a_listener(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *listener;

	if (!sk)
		return 0;
	listener = bpf_get_listener_sock(sk);
	if (listener)
		bpf_sk_release(listener);
	bpf_sk_release(sk);
	return 0;
}

SEC("raw_tp")
int leaks_a_dynptr(void *ctx)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	return 0;
}

SEC("raw_tp")
int overwrites_the_last_dynptr(void *ctx)
{
	struct bpf_dynptr record, clone;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_dynptr_clone(&record, &clone);
	*(volatile __u8 *)&record = 0;
	*(volatile __u8 *)&clone = 0;
	return 0;
}

SEC("raw_tp")
int uses_a_clone_of_a_submitted_record(void *ctx)
{
	struct bpf_dynptr record, clone;
	__u64 value = 0;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_dynptr_clone(&record, &clone);
	bpf_ringbuf_submit_dynptr(&record, 0);
	bpf_dynptr_read(&value, sizeof(value), &clone, 0, 0);
	return 0;
}

SEC("raw_tp")
int reads_a_slice_of_a_submitted_record(void *ctx)
{
	struct bpf_dynptr record;
	__u64 *slice;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	slice = bpf_dynptr_slice(&record, 0, NULL, 8);
	if (!slice) {
		bpf_ringbuf_discard_dynptr(&record, 0);
		return 0;
	}
	bpf_ringbuf_submit_dynptr(&record, 0);
	result = *slice;
	return 0;
}

SEC("raw_tp")
int reads_a_slice_of_an_overwritten_dynptr(void *ctx)
{
	__u32 key = 0;
	void *value = bpf_map_lookup_elem(&scratch, &key);
	struct bpf_dynptr view;
	__u64 *slice;

	if (!value)
		return 0;
	bpf_dynptr_from_mem(value, 32, 0, &view);
	slice = bpf_dynptr_data(&view, 0, 8);
	if (!slice)
		return 0;
	*(volatile __u8 *)&view = 0;
	*slice = 1;
	return 0;
}

SEC("lsm.s/bprm_creds_for_exec")
int puts_a_file_that_is_being_read(void *ctx)
{
	struct file *file = bpf_get_task_exe_file(bpf_get_current_task_btf());
	struct bpf_dynptr content;

	if (!file)
		return 0;
	bpf_dynptr_from_file(file, 0, &content);
	bpf_put_file(file);
	bpf_dynptr_file_discard(&content);
	return 0;
}

static long submit_request(struct bpf_dynptr *request, void *context)
{
	bpf_ringbuf_submit_dynptr(request, 0);
	return 0;
}

SEC("raw_tp")
int submits_what_it_was_lent(void *ctx)
{
	bpf_user_ringbuf_drain(&requests, submit_request, NULL, 0);
	return 0;
}

static long reserve_only(__u32 index, void *context)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	return 0;
}

SEC("raw_tp")
int leaks_in_a_callback(void *ctx)
{
	bpf_loop(10, reserve_only, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
