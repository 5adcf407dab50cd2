/* Maps as plain records, each in a section of its own. */
#include "fixture.h"

char LICENSE[] SEC("license") = "GPL";

struct record {
	u32 type, key_size, value_size, max_entries, flags, pinning;
	char namespace[256];
};

struct record with_flags SEC("maps/with-flags") = { HASH, 4, 8, 300, 1 };

u32 shortest[4] SEC("maps/shortest") = { ARRAY, 4, 16, 2 };

SEC("kprobe/do_work")
int on_work(void *ctx)
{
	u32 key = 0;

	return map_lookup(&with_flags, &key) || map_lookup(shortest, &key);
}
