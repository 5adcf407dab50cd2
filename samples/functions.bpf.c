// SPDX-License-Identifier: GPL-2.0-only
/* Static and global functions, nested calls, and a callback. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct search {
	__u64 last;
	__u32 wanted;
};

static __noinline __u32 mix(__u32 a, __u32 b)
{
	return (a << 5) ^ (a >> 27) ^ b;
}

__noinline int hash_bytes(const char *bytes, __u32 length)
{
	__u32 hash = 17;

	if (!bytes || length > 16)
		return -1;
	for (__u32 i = 0; i < 16; i++) {
		if (i >= length)
			break;
		hash = mix(hash, bytes[0]);
	}
	return hash & 0xffff;
}

__noinline int scale(struct __sk_buff *skb, int factor)
{
	return skb->len * (factor & 0xf);
}

static long remember(__u64 index, struct search *search)
{
	search->last = index;
	return index * index > search->wanted;
}

SEC("tc")
int call_functions(struct __sk_buff *skb)
{
	char key[16] = "0123456789abcde";

	return mix(hash_bytes(key, skb->mark & 0xf), scale(skb, skb->priority)) & 1;
}

SEC("tc")
int call_loop_helper(struct __sk_buff *skb)
{
	struct search search = { .wanted = skb->len };

	bpf_loop(1000, remember, &search, 0);
	return search.last > 100 ? 2 : 0;
}

char LICENSE[] SEC("license") = "GPL";
