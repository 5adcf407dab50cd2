/* Maps of every origin: definitions with all attributes, data sections, kconfig values. */
#include "fixture.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct value {
	u64 count;
	u32 flags;
};

struct inner {
	__uint(type, ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} inner_one SEC(".maps");

struct {
	__uint(type, HASH);
	__uint(max_entries, 100);
	__uint(map_flags, 1);
	__type(key, u64);
	__type(value, struct value);
} a_map_with_a_long_name SEC(".maps");

struct {
	__uint(type, ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, u32);
	__array(values, struct inner);
} outer SEC(".maps") = { .values = { [1] = (void *)&inner_one } };

int by_size(void *ctx);

struct {
	__uint(type, PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = { .values = { [0] = (void *)&by_size } };

struct {
	__uint(type, RINGBUF);
	__uint(max_entries, 5000);
	__uint(pinning, 1);
} ring SEC(".maps");

struct {
	__uint(type, PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

const volatile int limit = 7;
int counter;
int started = 5;
static int hidden_from_user;
int special SEC(".data.special") = 9;
u64 secret SEC(".bss.quiet") __hidden;

extern u32 LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_PRESENT __kconfig;
extern int CONFIG_NUMBER __kconfig;
extern char CONFIG_TEXT[8] __kconfig;
extern u8 CONFIG_MISSING __kconfig __weak;

SEC("socket")
int by_size(void *ctx)
{
	u64 key = limit;
	struct value *found = map_lookup(&a_map_with_a_long_name, &key);
	u32 index = 1;
	void *array = map_lookup(&outer, &index);

	hidden_from_user++;
	secret += special;
	counter += started + (found ? found->flags : 0) + (array != 0);
	return hidden_from_user;
}

SEC("socket")
int by_configuration(void *ctx)
{
	return LINUX_KERNEL_VERSION + CONFIG_PRESENT + CONFIG_NUMBER + CONFIG_TEXT[0] + CONFIG_MISSING;
}
