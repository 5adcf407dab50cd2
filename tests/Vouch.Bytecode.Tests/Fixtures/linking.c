/* Subprograms: static, global and hidden, shared between programs, reached by call and by address, in a cycle. */
#include "fixture.h"

char LICENSE[] SEC("license") = "GPL";

static __noinline int leaf(int x)
{
	return x + (int)ktime();
}

__noinline int middle(int x)
{
	return leaf(x) * 3;
}

__hidden __noinline int quiet(int x)
{
	return leaf(x) + middle(x);
}

static int each(u32 index, void *context)
{
	return leaf(index) & 1;
}

__attribute__((btf_decl_tag("unused"))) __noinline int handler(u64 cookie)
{
	return cookie ? 1 : 0;
}

SEC("tc")
int alone(void *ctx)
{
	return 0;
}

SEC("tc")
int calls_middle_first(void *ctx)
{
	return middle(1) + quiet(2);
}

SEC("?xdp")
int calls_quiet_first(void *ctx)
{
	return quiet(2) + middle(1);
}

SEC("syscall")
int takes_address(void *ctx)
{
	return loop(4, each, 0, 0);
}

SEC("tc")
__attribute__((btf_decl_tag("exception_callback:handler")))
int throws(void *ctx)
{
	return leaf(3);
}
