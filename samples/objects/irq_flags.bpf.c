// SPDX-License-Identifier: GPL-2.0-only
/* Saved interrupt flags: scenarios I9 to I11. */
#include "objects.h"

extern void bpf_local_irq_save(unsigned long *flags) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym;

SEC("tc")
int restores_in_order(struct __sk_buff *skb)
{
	unsigned long outer, inner;

	bpf_local_irq_save(&outer);
	bpf_local_irq_save(&inner);
	bpf_local_irq_restore(&inner);
	bpf_local_irq_restore(&outer);
	return 0;
}

/* I9 */
SEC("tc")
int restores_out_of_order(struct __sk_buff *skb)
{
	unsigned long outer, inner;

	bpf_local_irq_save(&outer);
	bpf_local_irq_save(&inner);
	bpf_local_irq_restore(&outer);
	bpf_local_irq_restore(&inner);
	return 0;
}

/* I10 */
SEC("tc")
int exits_with_interrupts_off(struct __sk_buff *skb)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	return 0;
}

/* I11: the same eight bytes as an iterator, whose obligation stays. */
SEC("tc")
int saves_flags_over_an_iterator(struct __sk_buff *skb)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_local_irq_save((unsigned long *)&it);
	bpf_local_irq_restore((unsigned long *)&it);
	return 0;
}
