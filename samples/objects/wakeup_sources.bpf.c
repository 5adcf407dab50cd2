// SPDX-License-Identifier: GPL-2.0-only
/* A reference that a kernel function never returns as null: scenario P19. */
#include "objects.h"

struct bpf_ws_lock {
};

extern struct bpf_ws_lock *bpf_wakeup_sources_read_lock(void) __ksym;
extern void bpf_wakeup_sources_read_unlock(struct bpf_ws_lock *lock) __ksym;

SEC("syscall")
int locks_and_unlocks(void *ctx)
{
	bpf_wakeup_sources_read_unlock(bpf_wakeup_sources_read_lock());
	return 0;
}

SEC("syscall")
int forgets_the_lock(void *ctx)
{
	bpf_wakeup_sources_read_lock();
	return 0;
}

SEC("syscall")
int unlocks_a_number(void *ctx)
{
	bpf_wakeup_sources_read_unlock((void *)result);
	return 0;
}

SEC("syscall")
int unlocks_null(void *ctx)
{
	bpf_wakeup_sources_read_unlock(NULL);
	return 0;
}
