// SPDX-License-Identifier: GPL-2.0-only
/* A table of tables by network interface, and other kinds of maps. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct counters {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 16);
	__type(key, __u32);
	__array(values, struct counters);
} by_interface SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 32);
	__type(value, __u32);
} recent SEC(".maps");

struct network {
	__u32 prefix;
	__u32 address;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 64);
	__type(key, struct network);
	__type(value, __u32);
} networks SEC(".maps");

SEC("tc")
int count_by_interface(struct __sk_buff *skb)
{
	__u32 interface = skb->ifindex, slot = skb->priority & 7;
	void *inner = bpf_map_lookup_elem(&by_interface, &interface);
	__u64 *count;

	if (!inner)
		return 0;
	count = bpf_map_lookup_elem(inner, &slot);
	if (count)
		__sync_fetch_and_add(count, skb->len);
	return 0;
}

SEC("tc")
int look_up_network(struct __sk_buff *skb)
{
	struct network key = { .prefix = 32, .address = skb->hash };
	__u32 *class = bpf_map_lookup_elem(&networks, &key);

	if (!class)
		return 0;
	skb->tc_classid = *class;
	bpf_map_push_elem(&recent, class, BPF_EXIST);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
