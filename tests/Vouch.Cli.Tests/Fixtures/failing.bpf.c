// SPDX-License-Identifier: GPL-2.0-only
// Tests whose expectations do not hold.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "../../../samples/tests/expect.h"

SEC("socket")
refused
int loads_though(void *context)
{
	return 0;
}

SEC("socket")
loads
int is_refused_though(void *context)
{
	return *(volatile int *)0;
}

SEC("socket")
loads log_level(2) says("processed") says("0: R1=ctx()")
int in_another_order(void *context)
{
	return 0;
}

SEC("socket")
loads log_level(2) never_says("R10={{fp[0-9]}}")
int says_it_though(void *context)
{
	return 0;
}

SEC("socket")
loads says("processed")
int has_no_log(void *context)
{
	return 0;
}

SEC("socket")
refused says("a {{[}} bracket")
int is_misspelt(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
