// SPDX-License-Identifier: GPL-2.0-only
/* Dynptrs over a file own something themselves and need the file as long: figure C9, and D34, P18. */
#include "objects.h"

extern int bpf_dynptr_from_xdp(struct xdp_md *packet, __u64 flags, struct bpf_dynptr *made) __ksym;

#define HOOK SEC("lsm.s/bprm_creds_for_exec")

#define OWN_FILE(file)                                                                             \
	struct file *file = bpf_get_task_exe_file(bpf_get_current_task_btf());                     \
                                                                                                   \
	if (!file)                                                                                 \
	return 0

HOOK
int discards_the_clone_and_puts_the_file(void *ctx)
{
	struct bpf_dynptr content, clone;

	OWN_FILE(file);
	bpf_dynptr_from_file(file, 0, &content);
	bpf_dynptr_clone(&content, &clone);
	bpf_dynptr_file_discard(&clone);
	bpf_put_file(file);
	return 0;
}

HOOK
int asks_the_source_of_a_discarded_clone(void *ctx)
{
	struct bpf_dynptr content, clone;

	OWN_FILE(file);
	bpf_dynptr_from_file(file, 0, &content);
	bpf_dynptr_clone(&content, &clone);
	bpf_dynptr_file_discard(&clone);
	result = bpf_dynptr_size(&content);
	bpf_put_file(file);
	return 0;
}

HOOK
int puts_the_file_first(void *ctx)
{
	struct bpf_dynptr content;

	OWN_FILE(file);
	bpf_dynptr_from_file(file, 0, &content);
	bpf_put_file(file);
	bpf_dynptr_file_discard(&content);
	return 0;
}

SUBPROGRAM int put_for_the_caller(struct file *file)
{
	bpf_put_file(file);
	return 0;
}

HOOK
int callee_puts_the_file_first(void *ctx)
{
	struct bpf_dynptr content;

	OWN_FILE(file);
	bpf_dynptr_from_file(file, 0, &content);
	put_for_the_caller(file);
	bpf_dynptr_file_discard(&content);
	return 0;
}

HOOK
int reads_a_slice_after_the_discard(void *ctx)
{
	struct bpf_dynptr content;
	__u8 buffer[8], *slice;

	OWN_FILE(file);
	bpf_dynptr_from_file(file, 0, &content);
	slice = bpf_dynptr_slice(&content, 0, buffer, sizeof(buffer));
	bpf_dynptr_file_discard(&content);
	bpf_put_file(file);
	if (slice)
		result = *slice;
	return 0;
}

HOOK
int overwrites_the_only_dynptr_of_a_file(void *ctx)
{
	struct bpf_dynptr content;

	OWN_FILE(file);
	bpf_dynptr_from_file(file, 0, &content);
	OVERWRITE(&content);
	bpf_put_file(file);
	return 0;
}

HOOK
int leaks_the_file_and_its_dynptr(void *ctx)
{
	struct bpf_dynptr content;

	OWN_FILE(file);
	bpf_dynptr_from_file(file, 0, &content);
	return 0;
}

/* P18: a hook's argument is trusted, but not owned. */
HOOK
int BPF_PROG(puts_the_file_of_the_hook, struct linux_binprm *binary)
{
	bpf_put_file(binary->file);
	return 0;
}

/* D34 */
SEC("xdp")
int discards_a_packet_as_a_file(struct xdp_md *packet)
{
	struct bpf_dynptr view;

	bpf_dynptr_from_xdp(packet, 0, &view);
	bpf_dynptr_file_discard(&view);
	return XDP_PASS;
}
