// SPDX-License-Identifier: GPL-2.0-only
/* Socket filters: one reads the packet by the legacy loads, one copies a header to the stack. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

unsigned long long load_byte(void *skb, unsigned long long off) asm("llvm.bpf.load.byte");
unsigned long long load_half(void *skb, unsigned long long off) asm("llvm.bpf.load.half");

SEC("socket")
int only_tcp(struct __sk_buff *skb)
{
	if (load_half(skb, offsetof(struct ethhdr, h_proto)) != ETH_P_IP)
		return 0;
	return load_byte(skb, ETH_HLEN + offsetof(struct iphdr, protocol)) == IPPROTO_TCP ? skb->len : 0;
}

SEC("socket")
int only_small_icmp(struct __sk_buff *skb)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0)
		return 0;
	if (ip.protocol != IPPROTO_ICMP || __builtin_bswap16(ip.tot_len) > 128)
		return 0;
	return 64;
}

char LICENSE[] SEC("license") = "GPL";
