// SPDX-License-Identifier: GPL-2.0-only
// Tests of the verifier's answers about map lookups: vouch test samples/tests/lookups.bpf.o
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "expect.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} recent SEC(".maps");

SEC("socket")
describe("a lookup that is checked")
loads loads_for_users returns(0)
int checked(void *context)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&numbers, &key);

	return value ? *value : 0;
}

SEC("socket")
refused
says("R{{[0-9]}} invalid mem access 'map_value_or_null'")
never_says("unreachable")
says("processed {{[0-9]+}} insns")
int unchecked(void *context)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&recent, &key);

	return *value;
}

SEC("socket")
describe("the log of a program that loads")
loads log_level(2)
says("0: R1=ctx() R10=fp0") says("(95) exit")
int logged(void *context)
{
	return 0;
}

SEC("socket")
loads refused_for_users
says_to_users("BPF map 'recent' is referenced but wasn't created")
int of_a_map_for_root(void *context)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&recent, &key) ? 1 : 0;
}

SEC("socket")
on_architecture("ARM64") refused
int elsewhere(void *context)
{
	return 0;
}

SEC("socket")
auxiliary
int always_there(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
