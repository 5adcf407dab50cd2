// SPDX-License-Identifier: GPL-2.0-only
/* Loops that end: counted, over a packet, over a table with variable bounds. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_helpers.h>

__u32 table[16];
const volatile __u32 used = 10;

SEC("xdp")
int sum_packet(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data;
	__u8 *end = (void *)(long)ctx->data_end;
	__u32 sum = 0;

	for (int i = 0; i < 16; i++) {
		if (data + i + 1 > end)
			break;
		sum += data[i];
	}
	return sum & 1 ? XDP_PASS : XDP_DROP;
}

SEC("raw_tracepoint/sys_enter")
int find_in_table(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 wanted = ctx->args[1];

	for (__u32 i = 0; i < used && i < 16; i++)
		if (table[i] == wanted)
			return i;
	return -1;
}

SEC("socket")
int count_down(struct __sk_buff *skb)
{
	__u32 n = skb->len & 0x3ff, steps = 0;

	while (n) {
		n >>= 1;
		steps++;
		barrier_var(steps);
	}
	return steps;
}

SEC("tracepoint")
int fill_buffer(void *ctx)
{
	char line[24];

	for (int i = 0; i < (int)sizeof(line); i++) {
		line[i] = i;
		barrier_var(i);
	}
	bpf_trace_printk(line, sizeof(line));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
