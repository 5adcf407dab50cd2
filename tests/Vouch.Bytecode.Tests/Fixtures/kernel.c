/* What only a kernel can answer: attach targets, kfuncs, kernel variables, struct_ops. */
#include "fixture.h"

char LICENSE[] SEC("license") = "GPL";

struct __sk_buff;

struct thing {
	int size;
};

struct operations {
	int (*start)(struct thing *thing);
	int (*stop)(struct thing *thing);
	u32 flags;
};

extern int use_thing(struct thing *thing) __ksym;
extern int use_thing___other(struct thing *thing, int extra) __ksym __weak;
extern int in_module(int x) __ksym;
extern int not_there(int x) __ksym __weak;
extern const int kernel_counter __ksym;
extern const void plain_symbol __ksym;
extern const void missing_symbol __ksym __weak;

SEC("fentry/do_work")
int on_work(u64 *ctx)
{
	return use_thing((void *)ctx[0]) + in_module(2);
}

SEC("fexit.s/helper_module:module_work")
int on_module_work(u64 *ctx)
{
	return kernel_counter;
}

SEC("lsm/file_open")
int on_open(u64 *ctx)
{
	if (&missing_symbol)
		return not_there(1);
	return &plain_symbol == (void *)ctx;
}

SEC("tp_btf/thing_started")
int on_tracepoint(u64 *ctx)
{
	if (use_thing___other)
		return use_thing___other(0, 1);
	return 0;
}

SEC("iter/things")
int on_iterator(u64 *ctx)
{
	return 0;
}

SEC("fentry/never_was")
int on_nothing(u64 *ctx)
{
	return 0;
}

SEC("fentry")
int on_unnamed(u64 *ctx)
{
	return 0;
}

SEC("freplace/other")
int replaces_tc(struct __sk_buff *skb)
{
	return 0;
}

SEC("freplace/other")
int replaces_unknown(struct thing *thing)
{
	return 0;
}

SEC("struct_ops/start")
int ops_start(u64 *ctx)
{
	return 0;
}

SEC("struct_ops.s/stop")
int ops_stop(u64 *ctx)
{
	return 1;
}

SEC("struct_ops")
int ops_unused(u64 *ctx)
{
	return 2;
}

SEC("mystery/section")
int of_unknown_type(void *ctx)
{
	return 0;
}

SEC(".struct_ops.link")
struct operations linked = {
	.start = (void *)ops_start,
	.stop = (void *)ops_stop,
	.flags = 3,
};
