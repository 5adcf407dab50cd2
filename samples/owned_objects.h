/* SPDX-License-Identifier: GPL-2.0-only */
/* Maps, kernel functions and a lookup that the samples about owned objects share. */
#pragma once

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "kernel_types.h"

extern void *bpf_dynptr_slice(const struct bpf_dynptr *source, __u64 offset, void *buffer, __u64 size) __ksym;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *source, __u64 offset, void *buffer, __u64 size) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *source, struct bpf_dynptr *clone) __ksym;
extern __u64 bpf_dynptr_size(const struct bpf_dynptr *source) __ksym;
extern int bpf_dynptr_from_file(struct file *file, __u32 flags, struct bpf_dynptr *made) __ksym;
extern int bpf_dynptr_file_discard(struct bpf_dynptr *made) __ksym;
extern struct file *bpf_get_task_exe_file(struct task_struct *task) __ksym;
extern void bpf_put_file(struct file *file) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[4]);
} scratch SEC(".maps");

__u64 result;

/* A connection that may or may not exist; who gets one must give it back. */
static __always_inline struct bpf_sock *find_socket(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};

	return bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
}
