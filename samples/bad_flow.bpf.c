// SPDX-License-Identifier: GPL-2.0-only
/* Deliberately wrong: loops without an end, forbidden calls, wrong results. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int endless_loop(struct __sk_buff *skb)
{
	asm volatile("r6 = 0; 1: r6 += 1; r6 &= 7; if r6 != 9 goto 1b;" ::: "r6");
	return 0;
}

SEC("socket")
int loop_without_exit(struct __sk_buff *skb)
{
	asm volatile("1: goto 1b");
	return 0;
}

SEC("socket")
int helper_of_another_type(struct __sk_buff *skb)
{
	return bpf_get_current_pid_tgid() ? bpf_xdp_adjust_head((void *)skb, 0) : 0;
}

SEC("cgroup/connect4")
int result_out_of_range(struct bpf_sock_addr *ctx)
{
	return ctx->user_port;
}

SEC("socket")
int divides_a_pointer(struct __sk_buff *skb)
{
	asm volatile("r1 = r10; r1 /= 3;" ::: "r1");
	return 0;
}

static __noinline int deep(int depth)
{
	volatile char space[400] = {};

	space[0] = depth;
	return space[0];
}

SEC("socket")
int stacks_too_deep_together(struct __sk_buff *skb)
{
	volatile char space[300] = {};

	space[0] = deep(skb->len);
	return space[0];
}

char LICENSE[] SEC("license") = "Proprietary";
