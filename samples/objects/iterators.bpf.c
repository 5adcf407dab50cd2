// SPDX-License-Identifier: GPL-2.0-only
/* Iterators own something until they are destroyed: scenarios I1 to I8, I12, and gap G3. */
#include "objects.h"

struct bpf_iter_task {
	__u64 opaque[3];
} __attribute__((aligned(8)));

extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

/* I1 */
SEC("raw_tp")
int forgets_the_iterator(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	return 0;
}

/* I2 */
SEC("raw_tp")
int destroys_twice(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("raw_tp")
int goes_on_after_destroying(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	bpf_iter_num_next(&it);
	return 0;
}

SEC("raw_tp")
int goes_on_before_making(void *ctx)
{
	struct bpf_iter_num it = {};

	bpf_iter_num_next(&it);
	return 0;
}

/* I3 */
SEC("raw_tp")
int makes_an_iterator_twice(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	return 0;
}

/* I4 */
SEC("raw_tp")
int overwrites_and_destroys(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	OVERWRITE(&it);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("raw_tp")
int overwrites_the_iterator(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	OVERWRITE(&it);
	return 0;
}

/* I5 */
SEC("raw_tp")
int reads_the_number_after_destroying(void *ctx)
{
	struct bpf_iter_num it;
	int *number;

	bpf_iter_num_new(&it, 0, 3);
	number = bpf_iter_num_next(&it);
	bpf_iter_num_destroy(&it);
	if (number)
		result = *number;
	return 0;
}

SEC("raw_tp")
int reads_the_number_before_destroying(void *ctx)
{
	struct bpf_iter_num it;
	int *number;

	bpf_iter_num_new(&it, 0, 3);
	number = bpf_iter_num_next(&it);
	if (number)
		result = *number;
	bpf_iter_num_destroy(&it);
	return 0;
}

/* I6, with a kernel function that is there without the test modules: an iterator of another kind. */
SEC("raw_tp")
int goes_on_with_another_kind(void *ctx)
{
	struct bpf_iter_task room;

	bpf_iter_num_new((void *)&room, 0, 3);
	bpf_iter_task_next(&room);
	bpf_iter_num_destroy((void *)&room);
	return 0;
}

/* I7 */
SUBPROGRAM int forget_in_a_callee(void)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	return 0;
}

SEC("raw_tp")
int callee_forgets_the_iterator(void *ctx)
{
	return forget_in_a_callee();
}

/* I8: a number in the iterator's place on one path, an iterator on the other. They meet with the same registers. */
SEC("raw_tp")
int one_path_forgets_the_iterator(void *ctx)
{
	struct bpf_iter_num it;

	asm volatile("call %[random]; r6 = r0; call %[random]; r7 = r0;"
		     "if r6 > r7 goto 1f;"
		     "*(u64 *)(%[it] + 0) = r6; goto 2f;"
		     "1: r1 = %[it]; r2 = 0; r3 = 3; call %[make];"
		     "*(u64 *)(%[it] + 0) = r6;"
		     "2: goto +0; *(u64 *)(%[it] + 0) = r6"
		     :
		     : [it] "r"(&it), [random] "i"(BPF_FUNC_get_prandom_u32), [make] "i"(bpf_iter_num_new)
		     : "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "memory");
	return 0;
}

/* I12: the address above the frame belongs to nobody. */
SEC("raw_tp")
int destroys_above_the_stack(void *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	asm volatile("r1 = r10; call %[destroy]"
		     :
		     : [destroy] "i"(bpf_iter_num_destroy)
		     : "r0", "r1", "r2", "r3", "r4", "r5", "memory");
	return 0;
}

/* G3: what an iterator of pointers gives is not tied to it. */
SEC("raw_tp")
int reads_a_task_after_the_iterator(void *ctx)
{
	struct bpf_iter_task it;
	struct task_struct *task;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, NULL, 0);
	task = bpf_iter_task_next(&it);
	bpf_iter_task_destroy(&it);
	if (task)
		result = task->pid;
	bpf_rcu_read_unlock();
	return 0;
}
