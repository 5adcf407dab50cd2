// SPDX-License-Identifier: GPL-2.0-only
/* Deliberately wrong: mistakes with the stack and with registers. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int narrow_fill(struct __sk_buff *skb)
{
	int result;

	asm volatile("*(u64 *)(r10 - 8) = r1; %[result] = *(u32 *)(r10 - 8); r1 = *(u64 *)(r10 - 8); r1 += %[result];"
		     "%[result] = *(u32 *)(r1 + 0)" : [result] "=&r"(result)::"r1");
	return result;
}

SEC("socket")
int beyond_the_frame(struct __sk_buff *skb)
{
	asm volatile("r1 = 1; *(u64 *)(r10 - 520) = r1" ::: "r1");
	return 0;
}

SEC("socket")
__attribute__((naked)) int return_nothing(struct __sk_buff *skb)
{
	asm volatile("exit");
}

SEC("socket")
int variable_offset(struct __sk_buff *skb)
{
	asm volatile("r2 = *(u32 *)(r1 + 0); r2 &= 63; r3 = r10; r3 -= r2; *(u64 *)(r3 - 8) = 1;" ::: "r0", "r1", "r2", "r3");
	return 0;
}

SEC("socket")
int register_after_call(struct __sk_buff *skb)
{
	int result;

	asm volatile("r3 = 1; call 5; %[result] = r3" : [result] "=r"(result)::"r0", "r1", "r2", "r3", "r4", "r5");
	return result;
}

char LICENSE[] SEC("license") = "GPL";
