/* Programs whose loading depends on the user or on modules. */
#include "fixture.h"

char LICENSE[] SEC("license") = "GPL";

static long (*read_user)(void *to, u32 size, const void *from) = (void *)112;
static long (*read_kernel_text)(void *to, u32 size, const void *from) = (void *)115;

struct value {
	u64 count;
};

struct {
	__uint(type, HASH);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct value);
} counters SEC(".maps");

extern const int LINUX_HAS_BPF_COOKIE __kconfig;

static __noinline long copies(void *to, void *from)
{
	return read_kernel_text(to, 8, from);
}

SEC("cgroup_skb/egress")
int on_egress(void *ctx)
{
	u32 key = 0;
	char bytes[8];

	return map_lookup(&counters, &key) && LINUX_HAS_BPF_COOKIE && read_user(bytes, 8, ctx) + copies(bytes, ctx);
}

SEC("fentry.multi.s/helper_module:work_*")
int on_module_functions(void *ctx)
{
	return 0;
}

SEC("fexit.multi/absent_module:work_*")
int on_absent_functions(void *ctx)
{
	return 0;
}
