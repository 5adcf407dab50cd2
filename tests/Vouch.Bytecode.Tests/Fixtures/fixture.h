/* What the fixtures need of the BPF headers, in our own words. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
#define __noinline __attribute__((noinline))
#define __hidden __attribute__((visibility("hidden")))
#define __weak __attribute__((weak))
#define __kconfig __attribute__((section(".kconfig")))
#define __ksym __attribute__((section(".ksyms")))

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef _Bool bool;

enum { ARRAY = 2, HASH = 1, PROG_ARRAY = 3, PERF_EVENT_ARRAY = 4, ARRAY_OF_MAPS = 12, RINGBUF = 27, ARENA = 33 };

static void *(*map_lookup)(void *map, const void *key) = (void *)1;
static u64 (*ktime)(void) = (void *)5;
static long (*loop)(u32 turns, void *callback, void *context, u64 flags) = (void *)181;
