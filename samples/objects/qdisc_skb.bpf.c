// SPDX-License-Identifier: GPL-2.0-only
/* A queue owns the packets that it is given. Figures C1 and C7, owned arguments (P20, P21), and a slice that loses its dynptr (G1). */
#include "objects.h"

struct Qdisc;
struct nlattr;
struct netlink_ext_ack;
struct bpf_sk_buff_ptr;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct net_device {
	int ifindex;
};

struct sk_buff {
	struct net_device *dev;
	unsigned int len;
};

#pragma clang attribute pop

struct Qdisc_ops {
	char id[16];
	int (*enqueue)(struct sk_buff *skb, struct Qdisc *queue, struct sk_buff **to_free);
	struct sk_buff *(*dequeue)(struct Qdisc *queue);
	int (*init)(struct Qdisc *queue, struct nlattr *options, struct netlink_ext_ack *report);
	void (*reset)(struct Qdisc *queue);
	void (*destroy)(struct Qdisc *queue);
};

extern void bpf_kfree_skb(struct sk_buff *skb) __ksym;
extern void bpf_qdisc_skb_drop(struct sk_buff *skb, struct bpf_sk_buff_ptr *to_free) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags, struct bpf_dynptr *made) __ksym;
extern void *bpf_rdonly_cast(const void *object, __u32 type) __ksym;

#define ETHERNET 14

#define VIEW(skb, dynptr) bpf_dynptr_from_skb((struct __sk_buff *)(skb), 0, dynptr)

SEC("struct_ops")
struct sk_buff *BPF_PROG(never_gives, struct Qdisc *queue)
{
	return NULL;
}

/* An enqueue program and the queue that it belongs to. */
#define ENQUEUE(name)                                                                              \
	static __always_inline int name##_body(void *ctx, struct sk_buff *skb);                    \
	SEC("struct_ops")                                                                          \
	int BPF_PROG(name, struct sk_buff *skb, struct Qdisc *queue, struct bpf_sk_buff_ptr *to_free) \
	{                                                                                          \
		return name##_body(ctx, skb);                                                      \
	}                                                                                          \
	SEC(".struct_ops")                                                                         \
	struct Qdisc_ops queue_##name = { .id = "vouch", .enqueue = (void *)name, .dequeue = (void *)never_gives }; \
	static __always_inline int name##_body(void *ctx, struct sk_buff *skb)

/* C1: both dynptrs are views of the packet, each slice is a view of one of them. */
ENQUEUE(reads_slices_before_the_free)
{
	struct bpf_dynptr view, clone;
	__u8 *slice, *other;

	VIEW(skb, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, ETHERNET);
	bpf_dynptr_clone(&view, &clone);
	other = bpf_dynptr_slice(&clone, 0, NULL, ETHERNET);
	if (slice && other)
		result = slice[12] + other[13];
	bpf_kfree_skb(skb);
	return 0;
}

ENQUEUE(reads_a_slice_of_a_freed_packet)
{
	struct bpf_dynptr view;
	__u8 *slice;

	VIEW(skb, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, ETHERNET);
	bpf_kfree_skb(skb);
	if (slice)
		result = slice[12];
	return 0;
}

ENQUEUE(reads_a_slice_of_a_clone_of_a_freed_packet)
{
	struct bpf_dynptr view, clone;
	__u8 *slice, *other;

	VIEW(skb, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, ETHERNET);
	bpf_dynptr_clone(&view, &clone);
	other = bpf_dynptr_slice(&clone, 0, NULL, ETHERNET);
	if (!slice || !other) {
		bpf_kfree_skb(skb);
		return 0;
	}
	result = slice[12];
	bpf_kfree_skb(skb);
	result = other[12];
	return 0;
}

ENQUEUE(asks_a_dynptr_of_a_freed_packet)
{
	struct bpf_dynptr view;

	VIEW(skb, &view);
	bpf_kfree_skb(skb);
	result = bpf_dynptr_size(&view);
	return 0;
}

ENQUEUE(asks_a_clone_of_a_freed_packet)
{
	struct bpf_dynptr view, clone;

	VIEW(skb, &view);
	bpf_dynptr_clone(&view, &clone);
	bpf_kfree_skb(skb);
	result = bpf_dynptr_size(&clone);
	return 0;
}

SUBPROGRAM int view_for_the_caller(struct sk_buff *skb, struct bpf_dynptr *view)
{
	return VIEW(skb, view);
}

ENQUEUE(reads_a_slice_of_what_a_callee_made)
{
	struct bpf_dynptr view;
	__u8 *slice;

	view_for_the_caller(skb, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, ETHERNET);
	bpf_kfree_skb(skb);
	if (slice)
		result = slice[12];
	return 0;
}

SUBPROGRAM int free_for_the_caller(struct sk_buff *skb)
{
	bpf_kfree_skb(skb);
	return 0;
}

ENQUEUE(reads_a_slice_after_a_callee_freed_the_packet)
{
	struct bpf_dynptr view;
	__u8 *slice;

	VIEW(skb, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, ETHERNET);
	free_for_the_caller(skb);
	if (slice)
		result = slice[12];
	return 0;
}

/* C7: overwriting a view ends neither its clone nor the clone's slice. */
ENQUEUE(reads_a_slice_of_a_clone_whose_source_is_gone)
{
	struct bpf_dynptr view, clone;
	__u8 *slice;

	VIEW(skb, &view);
	bpf_dynptr_clone(&view, &clone);
	slice = bpf_dynptr_slice(&clone, 0, NULL, ETHERNET);
	OVERWRITE(&view);
	if (slice)
		result = slice[12];
	bpf_kfree_skb(skb);
	return 0;
}

ENQUEUE(reads_a_slice_of_a_clone_after_the_free)
{
	struct bpf_dynptr view, clone;
	__u8 *slice;

	VIEW(skb, &view);
	bpf_dynptr_clone(&view, &clone);
	slice = bpf_dynptr_slice(&clone, 0, NULL, ETHERNET);
	if (!slice) {
		bpf_kfree_skb(skb);
		return 0;
	}
	OVERWRITE(&view);
	result = slice[12];
	bpf_kfree_skb(skb);
	result = slice[12];
	return 0;
}

ENQUEUE(reads_a_slice_of_the_overwritten_source)
{
	struct bpf_dynptr view, clone;
	__u8 *slice;

	VIEW(skb, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, ETHERNET);
	bpf_dynptr_clone(&view, &clone);
	OVERWRITE(&view);
	if (slice)
		result = slice[12];
	bpf_kfree_skb(skb);
	return 0;
}

ENQUEUE(keeps_the_packet)
{
	return 0;
}

ENQUEUE(loads_the_packet_again_after_the_free)
{
	struct sk_buff *again;

	bpf_kfree_skb(skb);
	again = (void *)*(volatile __u64 *)ctx;
	result = again->len;
	return 0;
}

/* G1: the slice belongs to a dynptr that vanishes with its frame. */
SUBPROGRAM __u8 *slice_of_a_view_in_this_frame(struct sk_buff *skb)
{
	struct bpf_dynptr view;

	VIEW(skb, &view);
	return bpf_dynptr_slice(&view, 0, NULL, ETHERNET);
}

ENQUEUE(reads_an_orphaned_slice_of_a_freed_packet)
{
	__u8 *slice = slice_of_a_view_in_this_frame(skb);

	bpf_kfree_skb(skb);
	if (slice)
		result = slice[12];
	return 0;
}

ENQUEUE(reads_an_orphaned_slice_before_the_free)
{
	__u8 *slice = slice_of_a_view_in_this_frame(skb);

	if (slice)
		result = slice[12];
	bpf_kfree_skb(skb);
	return 0;
}

/* E16: what the kernel makes fault tolerant needs no owner. */
ENQUEUE(reads_a_read_only_cast_of_a_freed_packet)
{
	struct sk_buff *cast = bpf_rdonly_cast(skb, __builtin_btf_type_id(*skb, 1));

	bpf_kfree_skb(skb);
	result = cast->len;
	return 0;
}

ENQUEUE(reads_the_device_of_a_freed_packet)
{
	struct net_device *device = skb->dev;

	bpf_kfree_skb(skb);
	if (device)
		result = device->ifindex;
	return 0;
}
