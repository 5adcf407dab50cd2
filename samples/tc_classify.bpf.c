// SPDX-License-Identifier: GPL-2.0-only
/* A traffic classifier: looks through VLAN tags, gives DNS and SSH a priority, rewrites a TTL of 1. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <stddef.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct vlan_header {
	__be16 tci;
	__be16 proto;
};

SEC("tc")
int classify(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	void *next = eth + 1;
	__be16 proto;

	if (next > end)
		return TC_ACT_OK;
	proto = eth->h_proto;
#pragma unroll
	for (int i = 0; i < 2; i++) {
		struct vlan_header *vlan = next;

		if (proto != bpf_htons(ETH_P_8021Q) && proto != bpf_htons(ETH_P_8021AD))
			break;
		if ((void *)(vlan + 1) > end)
			return TC_ACT_OK;
		proto = vlan->proto;
		next = vlan + 1;
	}
	if (proto != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;

	struct iphdr *ip = next;

	if ((void *)(ip + 1) > end)
		return TC_ACT_OK;
	if (ip->protocol == IPPROTO_UDP && ip->ihl == 5) {
		struct udphdr *udp = (void *)(ip + 1);

		if ((void *)(udp + 1) <= end && udp->dest == bpf_htons(53))
			skb->priority = 7;
	}
	if (skb->mark == 22)
		skb->tc_classid = 0x10001;
	return TC_ACT_OK;
}

SEC("tc")
int raise_ttl(struct __sk_buff *skb)
{
	__u8 old, new = 64;
	__u32 place = ETH_HLEN + offsetof(struct iphdr, ttl);

	if (skb->protocol != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;
	if (bpf_skb_load_bytes(skb, place, &old, sizeof(old)) < 0 || old != 1)
		return TC_ACT_OK;
	bpf_l3_csum_replace(skb, ETH_HLEN + offsetof(struct iphdr, check), old, new, 2);
	bpf_skb_store_bytes(skb, place, &new, sizeof(new), 0);
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
