/* SPDX-License-Identifier: GPL-2.0-only */
/* The maps and types of programs that an ordinary user loads, who may not make those of base.bpf.c. */
#include <linux/bpf.h>

/* As bpf_helpers.h has them, of which nothing else is needed. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name

struct wide { __u64 words[6]; };

#define map(name, map_type, key_type, value_type, entries) \
	struct { \
		__uint(type, map_type); \
		__uint(max_entries, entries); \
		__type(key, key_type); \
		__type(value, value_type); \
	} name SEC(".maps")

map(array, BPF_MAP_TYPE_ARRAY, __u32, struct wide, 4);
map(hash, BPF_MAP_TYPE_HASH, __u64, struct wide, 8);
map(prog_array, BPF_MAP_TYPE_PROG_ARRAY, __u32, __u32, 2);

__u64 counters[2];
__u64 settings[2] = { 1, 2 };
const volatile __u64 constants[2] = { 7, 8 };

struct __sk_buff *unused_packet;
int unused_int;
long long unused_long;

char _license[] SEC("license") = "GPL";
