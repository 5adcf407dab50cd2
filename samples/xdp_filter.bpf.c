// SPDX-License-Identifier: GPL-2.0-only
/* Drops packets to blocked TCP and UDP ports and counts what it decided. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u16);
	__type(value, __u8);
} blocked_ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 5);
	__type(key, __u32);
	__type(value, __u64);
} decisions SEC(".maps");

static int decide(int action)
{
	__u32 key = action;
	__u64 *count = bpf_map_lookup_elem(&decisions, &key);

	if (count)
		(*count)++;
	return action;
}

static int filter_port(void *l4, void *end, __u8 protocol)
{
	__u16 port;

	if (protocol == IPPROTO_TCP) {
		struct tcphdr *tcp = l4;

		if ((void *)(tcp + 1) > end)
			return XDP_PASS;
		port = bpf_ntohs(tcp->dest);
	} else if (protocol == IPPROTO_UDP) {
		struct udphdr *udp = l4;

		if ((void *)(udp + 1) > end)
			return XDP_PASS;
		port = bpf_ntohs(udp->dest);
	} else {
		return XDP_PASS;
	}
	return bpf_map_lookup_elem(&blocked_ports, &port) ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int filter_packets(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > end)
		return decide(XDP_PASS);
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end || ip->ihl < 5)
			return decide(XDP_PASS);
		return decide(filter_port((void *)ip + ip->ihl * 4, end, ip->protocol));
	}
	if (eth->h_proto == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end)
			return decide(XDP_PASS);
		return decide(filter_port(ip + 1, end, ip->nexthdr));
	}
	return decide(XDP_PASS);
}

char LICENSE[] SEC("license") = "GPL";
