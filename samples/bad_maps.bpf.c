// SPDX-License-Identifier: GPL-2.0-only
/* Deliberately wrong: mistakes with map values. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct pair {
	__u64 a, b;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct pair);
} pairs SEC(".maps");

__u32 slots[16];

SEC("tc")
int missing_null_check(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	return pair->a != 0;
}

SEC("tc")
int beyond_the_value(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	if (!pair)
		return 0;
	return ((volatile __u64 *)pair)[2] != 0;
}

SEC("tc")
int unbounded_index(struct __sk_buff *skb)
{
	__u32 index = skb->mark;

	if (index > 16)
		return 0;
	return *(volatile __u32 *)&slots[index];
}

SEC("tc")
int key_too_short(struct __sk_buff *skb)
{
	__u64 key = skb->mark;

	asm volatile("r2 = r10; r2 += -2; r1 = %[map] ll; call 1;" ::[map] "i"(&pairs), "r"(key) : "r0", "r1", "r2", "r3", "r4", "r5");
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
