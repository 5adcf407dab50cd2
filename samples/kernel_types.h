/* SPDX-License-Identifier: GPL-2.0-only */
/* The few fields of kernel structures that the samples read. Offsets are relocated to the kernel in question. */
#pragma once

#include <linux/types.h>
#include <asm/ptrace.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
};

struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
};

struct path {
	struct dentry *dentry;
};

struct file {
	struct inode *f_inode;
	unsigned int f_flags;
};

struct filename {
	const char *name;
};

struct task_struct {
	struct task_struct *real_parent;
	int pid;
	int tgid;
	char comm[16];
};

struct linux_binprm {
	struct file *file;
	const char *filename;
};

struct sock_common {
	__u16 skc_family;
	__be16 skc_dport;
	__be32 skc_daddr;
};

struct sock {
	struct sock_common __sk_common;
	int sk_sndbuf;
};


#pragma clang attribute pop
