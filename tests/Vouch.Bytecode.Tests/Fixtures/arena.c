/* Variables in an arena lie on its last pages. */
#include "fixture.h"

#define __arena __attribute__((address_space(1)))

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, ARENA);
	__uint(map_flags, 1 << 10);
	__uint(max_entries, 10);
} arena SEC(".maps");

int __arena first = 1;
u64 __arena second;

SEC("syscall")
int touch(void *ctx)
{
	second += first;
	return map_lookup(&arena, ctx) != 0;
}
