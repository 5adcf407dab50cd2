// SPDX-License-Identifier: GPL-2.0-only
/* Atomic operations on a map's value and on a global, signed division, and a spin lock. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct account {
	struct bpf_spin_lock lock;
	__s64 balance;
	__u32 owner;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct account);
} accounts SEC(".maps");

__u64 calls;
__u32 owner_seen;

SEC("tc")
int count_calls(struct __sk_buff *skb)
{
	__u64 before = __sync_fetch_and_add(&calls, 1);
	__u32 last = __sync_lock_test_and_set(&owner_seen, skb->mark);

	__sync_val_compare_and_swap(&owner_seen, last, skb->ifindex);
	return before & 1;
}

SEC("tc")
int move_money(struct __sk_buff *skb)
{
	__u32 key = skb->mark & 15;
	struct account *account = bpf_map_lookup_elem(&accounts, &key);

	if (!account)
		return 0;
	bpf_spin_lock(&account->lock);
	account->balance -= skb->len;
	bpf_spin_unlock(&account->lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
