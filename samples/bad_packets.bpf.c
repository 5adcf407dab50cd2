// SPDX-License-Identifier: GPL-2.0-only
/* Deliberately wrong: mistakes with packets and contexts. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int no_bounds_check(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;

	return eth->h_proto == bpf_htons(ETH_P_IP) ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int check_too_small(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);

	if (data + sizeof(struct ethhdr) > end)
		return XDP_PASS;
	return ip->ttl < 2 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int stale_after_resize(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > end)
		return XDP_PASS;
	if (bpf_xdp_adjust_head(ctx, 14))
		return XDP_DROP;
	return eth->h_proto ? XDP_PASS : XDP_DROP;
}

SEC("tc")
int write_read_only_field(struct __sk_buff *skb)
{
	*(volatile __u32 *)&skb->len = 0;
	return 0;
}

SEC("socket")
int no_direct_access(struct __sk_buff *skb)
{
	return *(volatile __u32 *)&skb->data;
}

char LICENSE[] SEC("license") = "GPL";
