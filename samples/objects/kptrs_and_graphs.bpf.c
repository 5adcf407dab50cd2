// SPDX-License-Identifier: GPL-2.0-only
/* References kept in maps, objects of the program's own, lists and trees of them: scenarios P13 to P17 and P22 to P26. */
#include <stdbool.h>
#include "objects.h"

#define KPTR __attribute__((btf_type_tag("kptr")))
#define CONTAINS(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))
#define PRIVATE(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

struct bpf_list_head {
	__u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_list_node {
	__u64 opaque[3];
} __attribute__((aligned(8)));

struct bpf_rb_root {
	__u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_rb_node {
	__u64 opaque[4];
} __attribute__((aligned(8)));

struct bpf_refcount {
	__u32 opaque[1];
} __attribute__((aligned(4)));

extern void *bpf_obj_new_impl(__u64 type, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *object, void *meta) __ksym;
extern void *bpf_refcount_acquire_impl(void *object, void *meta) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 offset) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta, __u64 offset) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

#define NEW(type) ((type *)bpf_obj_new_impl(__builtin_btf_type_id(*(type *)0, 0), NULL))
#define DROP(object) bpf_obj_drop_impl(object, NULL)

struct item {
	long key;
	struct bpf_list_node link;
};

struct leaf {
	long key;
	struct bpf_rb_node link;
};

struct shared_item {
	long key;
	struct bpf_refcount references;
	struct bpf_list_node link;
};

struct keeper {
	struct task_struct KPTR *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct keeper);
} keepers SEC(".maps");

PRIVATE(items) struct bpf_spin_lock list_lock;
PRIVATE(items) struct bpf_list_head list CONTAINS(item, link);
PRIVATE(leaves) struct bpf_spin_lock tree_lock;
PRIVATE(leaves) struct bpf_rb_root tree CONTAINS(leaf, link);

static __always_inline struct keeper *find_keeper(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&keepers, &key);
}

/* P13: what was in the map before is the program's now. */
SEC("tp_btf/task_newtask")
int BPF_PROG(forgets_what_the_map_held, struct task_struct *task, __u64 flags)
{
	struct keeper *keeper = find_keeper();
	struct task_struct *mine;

	if (!keeper)
		return 0;
	mine = bpf_task_acquire(task);
	if (!mine)
		return 0;
	bpf_kptr_xchg(&keeper->task, mine);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(releases_what_the_map_held, struct task_struct *task, __u64 flags)
{
	struct keeper *keeper = find_keeper();
	struct task_struct *mine, *before;

	if (!keeper)
		return 0;
	mine = bpf_task_acquire(task);
	if (!mine)
		return 0;
	before = bpf_kptr_xchg(&keeper->task, mine);
	if (before)
		bpf_task_release(before);
	return 0;
}

/* P14 */
SEC("tp_btf/task_newtask")
int BPF_PROG(keeps_what_it_does_not_own, struct task_struct *task, __u64 flags)
{
	struct keeper *keeper = find_keeper();
	struct task_struct *before;

	if (!keeper)
		return 0;
	before = bpf_kptr_xchg(&keeper->task, task);
	if (before)
		bpf_task_release(before);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(keeps_what_may_be_null, struct task_struct *task, __u64 flags)
{
	struct keeper *keeper = find_keeper();
	struct task_struct *before;

	if (!keeper)
		return 0;
	before = bpf_kptr_xchg(&keeper->task, bpf_task_acquire(task));
	if (before)
		bpf_task_release(before);
	return 0;
}

/* P15 */
SEC("tp_btf/task_newtask")
int BPF_PROG(releases_the_task_of_the_tracepoint, struct task_struct *task, __u64 flags)
{
	bpf_task_release(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(releases_a_place_on_the_stack, struct task_struct *task, __u64 flags)
{
	struct task_struct *place = NULL;

	bpf_task_release((void *)&place);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(releases_the_task_in_the_map, struct task_struct *task, __u64 flags)
{
	struct keeper *keeper = find_keeper();
	struct task_struct *kept;

	if (!keeper)
		return 0;
	bpf_rcu_read_lock();
	kept = keeper->task;
	if (kept)
		bpf_task_release(kept);
	bpf_rcu_read_unlock();
	return 0;
}

/* P16 */
SEC("tp_btf/task_newtask")
int BPF_PROG(releases_a_task_that_may_be_null, struct task_struct *task, __u64 flags)
{
	bpf_task_release(bpf_task_acquire(task));
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(acquires_null, struct task_struct *task, __u64 flags)
{
	struct task_struct *mine = bpf_task_acquire(NULL);

	if (mine)
		bpf_task_release(mine);
	return 0;
}

/* P17 */
__noinline int release_in_a_global_function(struct task_struct *task __attribute__((btf_decl_tag("arg:trusted"))))
{
	bpf_task_release(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(global_function_releases_its_argument, struct task_struct *task, __u64 flags)
{
	return release_in_a_global_function(task);
}

/* P22, P24 */
SEC("tc")
int reads_a_dropped_object(struct __sk_buff *skb)
{
	struct item *item = NEW(struct item);

	if (!item)
		return 0;
	DROP(item);
	result = item->key;
	return 0;
}

SEC("tc")
int drops_the_middle_of_an_object(struct __sk_buff *skb)
{
	struct item *item = NEW(struct item);

	if (!item)
		return 0;
	DROP(&item->link);
	return 0;
}

/* P23: a list owns what was pushed; until the lock is released it may still be looked at. */
SEC("tc")
int writes_a_pushed_item_under_the_lock(struct __sk_buff *skb)
{
	struct item *item = NEW(struct item);

	if (!item)
		return 0;
	bpf_spin_lock(&list_lock);
	bpf_list_push_front_impl(&list, &item->link, NULL, 0);
	item->key = 1;
	bpf_spin_unlock(&list_lock);
	return 0;
}

SEC("tc")
int writes_a_pushed_item_after_the_unlock(struct __sk_buff *skb)
{
	struct item *item = NEW(struct item);

	if (!item)
		return 0;
	bpf_spin_lock(&list_lock);
	bpf_list_push_front_impl(&list, &item->link, NULL, 0);
	bpf_spin_unlock(&list_lock);
	item->key = 1;
	return 0;
}

SEC("tc")
int pushes_an_item_twice(struct __sk_buff *skb)
{
	struct item *item = NEW(struct item);

	if (!item)
		return 0;
	bpf_spin_lock(&list_lock);
	bpf_list_push_front_impl(&list, &item->link, NULL, 0);
	bpf_list_push_front_impl(&list, &item->link, NULL, 0);
	bpf_spin_unlock(&list_lock);
	return 0;
}

/* P25 */
SEC("tc")
int forgets_a_second_reference(struct __sk_buff *skb)
{
	struct shared_item *item = NEW(struct shared_item), *second;

	if (!item)
		return 0;
	second = bpf_refcount_acquire_impl(item, NULL);
	DROP(item);
	result = second->key;
	return 0;
}

SEC("tc")
int a_second_reference_outlives_the_first(struct __sk_buff *skb)
{
	struct shared_item *item = NEW(struct shared_item), *second;

	if (!item)
		return 0;
	second = bpf_refcount_acquire_impl(item, NULL);
	DROP(item);
	result = second->key;
	DROP(second);
	return 0;
}

/* P26 */
SEC("tc")
int forgets_what_it_took_out_of_a_tree(struct __sk_buff *skb)
{
	struct bpf_rb_node *first;

	bpf_spin_lock(&tree_lock);
	first = bpf_rbtree_first(&tree);
	if (first)
		bpf_rbtree_remove(&tree, first);
	bpf_spin_unlock(&tree_lock);
	return 0;
}

SEC("tc")
int drops_what_it_took_out_of_a_tree(struct __sk_buff *skb)
{
	struct bpf_rb_node *first, *removed = NULL;

	bpf_spin_lock(&tree_lock);
	first = bpf_rbtree_first(&tree);
	if (first)
		removed = bpf_rbtree_remove(&tree, first);
	bpf_spin_unlock(&tree_lock);
	if (removed)
		DROP((void *)removed - __builtin_offsetof(struct leaf, link));
	return 0;
}

/* The kernel finds the type of what a tree holds only where it is allocated. */
static bool lower_key(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return ((struct leaf *)((void *)a - __builtin_offsetof(struct leaf, link)))->key
		< ((const struct leaf *)((const void *)b - __builtin_offsetof(struct leaf, link)))->key;
}

SEC("tc")
int adds_to_a_tree(struct __sk_buff *skb)
{
	struct leaf *leaf = NEW(struct leaf);

	if (!leaf)
		return 0;
	leaf->key = skb->len;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &leaf->link, lower_key, NULL, 0);
	bpf_spin_unlock(&tree_lock);
	return 0;
}
