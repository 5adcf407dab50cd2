/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernel functions, types and small pieces that the programs about object relationships share. */
#pragma once

#include "../owned_objects.h"
#include <bpf/bpf_tracing.h>

/* A function that stays one, with a frame of its own. */
#define SUBPROGRAM static __noinline

struct bpf_iter_num {
	__u64 opaque;
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *task) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;
extern void bpf_throw(__u64 cookie) __ksym;

/* One byte is enough to end a dynptr; the compiler must not drop the store. */
#define OVERWRITE(place) (*(volatile __u8 *)(place) = 0)

/* A dynptr over the ring buffer: owns a record until it is submitted or discarded. */
#define RESERVE(dynptr) bpf_ringbuf_reserve_dynptr(&records, 8, 0, dynptr)

static __always_inline __u64 *find_value(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&scratch, &key);
}

char LICENSE[] SEC("license") = "GPL";
