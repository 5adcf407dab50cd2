/* SPDX-License-Identifier: GPL-2.0-only */
/* The maps, globals and types that every generated program may use. Its code is empty: programs are added to the object. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Newer than the headers that compilers come with. */
#ifndef __kptr_untrusted
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#endif
#define MAP_TYPE_CGROUP_LOCAL_STORAGE 32

struct bpf_list_head { __u64 __opaque[2]; } __attribute__((aligned(8)));
struct bpf_list_node { __u64 __opaque[3]; } __attribute__((aligned(8)));
struct bpf_rb_root { __u64 __opaque[2]; } __attribute__((aligned(8)));
struct bpf_rb_node { __u64 __opaque[4]; } __attribute__((aligned(8)));
struct bpf_refcount { __u32 __opaque[1]; } __attribute__((aligned(4)));
struct bpf_wq { __u64 __opaque[2]; } __attribute__((aligned(8)));
struct bpf_res_spin_lock { __u32 val; };

#define contains(type, member) __attribute__((btf_decl_tag("contains:" #type ":" #member)))

/* Fewer fields than the kernel's: a kptr is found by the name of its struct. */
struct task_struct { int pid; };
struct cgroup { int level; };
struct bpf_cpumask { int usage; };

struct wide { __u64 words[6]; };
struct narrow { __u32 first, second; __u16 third; __u8 fourth, fifth; __u32 sixth; };

struct fuzz_plain { __u64 first, second; };

/* Memory that a program allocates: in a list, in a tree, counted. */
struct fuzz_node {
	__u64 key;
	__u64 value;
	struct bpf_list_node link;
	struct bpf_rb_node branch;
	struct bpf_refcount count;
	struct fuzz_plain __kptr *child;
};

struct fuzz_locked { struct bpf_spin_lock lock; __u32 number; __u64 words[3]; };
struct fuzz_timed { struct bpf_timer timer; __u64 word; };
struct queued { struct bpf_wq work; __u64 word; };

struct fuzz_kept {
	struct task_struct __kptr *task;
	struct cgroup __kptr *cgroup;
	struct bpf_cpumask __kptr *mask;
	struct fuzz_node __kptr *node;
	struct fuzz_plain __kptr *plain;
	struct task_struct __kptr_untrusted *stranger;
	__u64 word;
};

struct fuzz_graph {
	struct bpf_spin_lock lock;
	__u32 number;
	struct bpf_list_head head contains(fuzz_node, link);
	struct bpf_rb_root root contains(fuzz_node, branch);
	__u64 word;
};

struct resilient { struct bpf_res_spin_lock lock; __u64 word; };

#define map(name, map_type, key_type, value_type, entries) \
	struct { \
		__uint(type, map_type); \
		__uint(max_entries, entries); \
		__type(key, key_type); \
		__type(value, value_type); \
	} name SEC(".maps")

map(array, BPF_MAP_TYPE_ARRAY, __u32, struct wide, 4);
map(small_array, BPF_MAP_TYPE_ARRAY, __u32, struct narrow, 1);
map(hash, BPF_MAP_TYPE_HASH, __u64, struct wide, 8);
map(percpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, __u32, struct wide, 2);
map(percpu_hash, BPF_MAP_TYPE_PERCPU_HASH, __u32, struct narrow, 8);
map(lru_hash, BPF_MAP_TYPE_LRU_HASH, struct narrow, __u64, 8);
map(lock_array, BPF_MAP_TYPE_ARRAY, __u32, struct fuzz_locked, 2);
map(lock_hash, BPF_MAP_TYPE_HASH, __u32, struct fuzz_locked, 2);
map(timer_array, BPF_MAP_TYPE_ARRAY, __u32, struct fuzz_timed, 2);
map(work_array, BPF_MAP_TYPE_ARRAY, __u32, struct queued, 2);
map(kptr_array, BPF_MAP_TYPE_ARRAY, __u32, struct fuzz_kept, 2);
map(kptr_hash, BPF_MAP_TYPE_HASH, __u32, struct fuzz_kept, 2);
map(graph_array, BPF_MAP_TYPE_ARRAY, __u32, struct fuzz_graph, 2);
map(resilient_array, BPF_MAP_TYPE_ARRAY, __u32, struct resilient, 2);
map(prog_array, BPF_MAP_TYPE_PROG_ARRAY, __u32, __u32, 2);
map(perf_events, BPF_MAP_TYPE_PERF_EVENT_ARRAY, __u32, __u32, 1);
map(stacks, BPF_MAP_TYPE_STACK_TRACE, __u32, __u64[8], 4);
map(devices, BPF_MAP_TYPE_DEVMAP, __u32, __u32, 2);
map(processors, BPF_MAP_TYPE_CPUMAP, __u32, __u32, 1);
map(xsk_sockets, BPF_MAP_TYPE_XSKMAP, __u32, __u32, 2);
map(sockets, BPF_MAP_TYPE_SOCKMAP, __u32, __u64, 2);
map(socket_hash, BPF_MAP_TYPE_SOCKHASH, __u32, __u64, 2);
map(cgroups, BPF_MAP_TYPE_CGROUP_ARRAY, __u32, __u32, 1);

struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 4); __type(value, __u64); } queue SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK); __uint(max_entries, 4); __type(value, struct narrow); } stack SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_BLOOM_FILTER); __uint(max_entries, 4); __type(value, __u64); } bloom SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } records SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_USER_RINGBUF); __uint(max_entries, 4096); } requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct narrow);
	__type(value, __u64);
} prefixes SEC(".maps");

#define storage(name, map_type, value_type) \
	struct { __uint(type, map_type); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, value_type); } name SEC(".maps")

storage(task_storage, BPF_MAP_TYPE_TASK_STORAGE, struct wide);
storage(cgroup_storage, MAP_TYPE_CGROUP_LOCAL_STORAGE, struct narrow);
storage(socket_storage, BPF_MAP_TYPE_SK_STORAGE, struct wide);
storage(inode_storage, BPF_MAP_TYPE_INODE_STORAGE, struct narrow);

struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, __u32); __type(value, struct wide); } inner_array SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer_array SEC(".maps") = { .values = { &inner_array } };
struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer_hash SEC(".maps");

__u64 counters[8];
__u64 settings[4] = { 1, 2, 3, 4 };
const volatile __u64 constants[4] = { 7, 0x100, 0x7fffffff, 1 };
const volatile char text[16] = "number %d %d\n";

/* Contexts that functions of their own take as arguments, and what other arguments point to. */
struct __sk_buff *unused_packet;
struct xdp_md *unused_frame;
struct bpf_sock *unused_socket;
struct bpf_dynptr *unused_dynptr;
struct wide *unused_wide;
struct narrow *unused_narrow;
struct fuzz_node *unused_node;
struct fuzz_plain *unused_plain;
struct task_struct *unused_task;
struct cgroup *unused_cgroup;
struct bpf_cpumask *unused_mask;
struct pt_regs *unused_registers;
int unused_int;
long long unused_long;
char unused_char;

char _license[] SEC("license") = "GPL";

/* Names what must be in the types. */
__attribute__((used)) static int names(struct fuzz_node *node, struct fuzz_plain *plain, struct bpf_dynptr *dynptr)
{
	return node->key + plain->first;
}
