// SPDX-License-Identifier: GPL-2.0-only
/* References to sockets, without anything derived from them: scenarios P1 to P12. */
#include "objects.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} words SEC(".maps");

unsigned long long load_byte(void *skb, unsigned long long offset) asm("llvm.bpf.load.byte");

/* P1: forgotten, however it was held. */
SEC("tc")
int forgets_the_socket(struct __sk_buff *skb)
{
	result = find_socket(skb) != NULL;
	return 0;
}

SEC("tc")
int forgets_a_copy(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *copy = sk;

	asm volatile("%[sk] = 0" : [sk] "+r"(sk) : "r"(copy));
	return copy != NULL;
}

SEC("tc")
int forgets_the_socket_on_the_stack(struct __sk_buff *skb)
{
	struct bpf_sock *volatile spilled = find_socket(skb);

	(void)spilled;
	return 0;
}

SEC("tc")
int zeroes_the_only_copy(struct __sk_buff *skb)
{
	struct bpf_sock *volatile spilled = find_socket(skb);

	spilled = NULL;
	(void)&spilled;
	return 0;
}

/* P2 */
SEC("tc")
int releases_what_may_be_null(struct __sk_buff *skb)
{
	bpf_sk_release(find_socket(skb));
	return 0;
}

/* P3 */
SEC("tc")
int releases_in_both_branches(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	if (skb->mark) {
		result = 1;
		bpf_sk_release(sk);
	} else {
		bpf_sk_release(sk);
	}
	return 0;
}

SEC("tc")
int releases_in_one_branch(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	if (skb->mark)
		bpf_sk_release(sk);
	return 0;
}

/* P4 */
SUBPROGRAM struct bpf_sock *find_in_a_callee(struct __sk_buff *skb)
{
	return find_socket(skb);
}

SEC("tc")
int releases_what_a_callee_found(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_in_a_callee(skb);

	if (sk)
		bpf_sk_release(sk);
	return 0;
}

SUBPROGRAM int release_in_a_callee(struct bpf_sock *sk)
{
	if (sk)
		bpf_sk_release(sk);
	return 0;
}

SEC("tc")
int releases_again_what_a_callee_released(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	release_in_a_callee(sk);
	bpf_sk_release(sk);
	return 0;
}

/* P5 */
SUBPROGRAM int park(struct __sk_buff *skb, struct bpf_sock **place)
{
	*place = find_socket(skb);
	return 0;
}

SEC("tc")
int forgets_what_a_callee_parked(struct __sk_buff *skb)
{
	struct bpf_sock *volatile place = NULL;

	park(skb, (struct bpf_sock **)&place);
	return 0;
}

/* P6 */
SEC("tc")
int reads_the_argument_register_after_release(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	asm volatile("r1 = %[sk]; call %[release]; r0 = *(u32 *)(r1 + 4)"
		     :
		     : [sk] "r"(sk), [release] "i"(BPF_FUNC_sk_release)
		     : "r0", "r1", "r2", "r3", "r4", "r5", "memory");
	return 0;
}

SEC("tc")
int reads_the_socket_after_release(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_sk_release(sk);
	result = sk->family;
	return 0;
}

/* P7: what was released is a number; a privileged program may keep the number. */
SEC("tc")
int stores_the_address_of_a_released_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);
	__u32 key = 0;
	__u64 *word;

	if (!sk)
		return 0;
	bpf_sk_release(sk);
	word = bpf_map_lookup_elem(&words, &key);
	if (word)
		*word = (__u64)sk;
	return 0;
}

/* P8 */
SEC("tc")
int releases_at_an_offset(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_sk_release((void *)sk + 8);
	return 0;
}

/* P9 */
SEC("tc")
int loads_packet_bytes_while_holding(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);
	__u64 byte = load_byte(skb, 0);

	if (sk)
		bpf_sk_release(sk);
	return byte;
}

SEC("tc")
int loads_packet_bytes_somewhere_while_holding(struct __sk_buff *skb)
{
	__u32 offset = skb->len;
	struct bpf_sock *sk = find_socket(skb);
	__u64 byte = load_byte(skb, offset);

	if (sk)
		bpf_sk_release(sk);
	return byte;
}

/* P10 */
SEC("tc")
int tail_calls_while_holding(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	bpf_tail_call(skb, &programs, 0);
	if (sk)
		bpf_sk_release(sk);
	return 0;
}

/* P11: an exception leaves all frames at once. */
SEC("tc")
int throws_while_holding(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_throw(0);
	bpf_sk_release(sk);
	return 0;
}

SUBPROGRAM int throw_sometimes(struct __sk_buff *skb)
{
	if (skb->mark)
		bpf_throw(0);
	return 0;
}

SEC("tc")
int callee_throws_while_the_caller_holds(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	throw_sometimes(skb);
	bpf_sk_release(sk);
	return 0;
}

SUBPROGRAM int hold_and_throw(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	if (skb->mark)
		bpf_throw(0);
	bpf_sk_release(sk);
	return 0;
}

SEC("tc")
int callee_throws_while_it_holds(struct __sk_buff *skb)
{
	return hold_and_throw(skb);
}

__noinline int throw_in_a_global_function(struct __sk_buff *skb)
{
	if (skb->mark)
		bpf_throw(0);
	return 0;
}

SEC("tc")
int global_function_may_throw_while_the_caller_holds(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	throw_in_a_global_function(skb);
	bpf_sk_release(sk);
	return 0;
}

/* P12 */
static long throw_in_a_callback(__u32 index, void *context)
{
	bpf_throw(0);
	return 0;
}

SEC("tc")
int throws_in_a_callback(struct __sk_buff *skb)
{
	bpf_loop(5, throw_in_a_callback, NULL, 0);
	return 0;
}

SEC("tc")
int throws_in_a_callback_while_the_caller_holds(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_loop(5, throw_in_a_callback, NULL, 0);
	bpf_sk_release(sk);
	return 0;
}
