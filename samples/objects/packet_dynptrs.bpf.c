// SPDX-License-Identifier: GPL-2.0-only
/* Dynptrs over a packet that the program does not own: figure C8. */
#include "objects.h"

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags, struct bpf_dynptr *made) __ksym;

SEC("tc")
int source_and_clone_are_independent(struct __sk_buff *skb)
{
	struct bpf_dynptr view, clone;
	__u8 *slice;

	bpf_dynptr_from_skb(skb, 0, &view);
	bpf_dynptr_clone(&view, &clone);
	slice = bpf_dynptr_slice(&clone, 0, NULL, 14);
	OVERWRITE(&view);
	if (slice)
		result = slice[12];
	return 0;
}

SEC("tc")
int reads_a_slice_after_the_packet_changed(struct __sk_buff *skb)
{
	struct bpf_dynptr view;
	__u8 *slice;

	bpf_dynptr_from_skb(skb, 0, &view);
	slice = bpf_dynptr_slice(&view, 0, NULL, 14);
	if (!slice)
		return 0;
	bpf_skb_pull_data(skb, 64);
	result = slice[12];
	return 0;
}

SEC("tc")
int asks_the_dynptr_after_the_packet_changed(struct __sk_buff *skb)
{
	struct bpf_dynptr view;

	bpf_dynptr_from_skb(skb, 0, &view);
	bpf_skb_pull_data(skb, 64);
	result = bpf_dynptr_size(&view);
	return 0;
}
