/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loads every program of BPF objects, one after the other, and prints what the kernel's verifier says, as
 * 'veristat -v -o csv' does. Maps and types are created once an object, so that objects with hundreds of programs cost
 * little more than their verification.
 *
 *	cc -O2 -o load load.c -lbpf		(libbpf 1.6 or newer)
 *	load [-t] LEVEL OBJECT >LOG		(-t: checkpoints as often as possible, BPF_F_TEST_STATE_FREQ)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#define LOG_SIZE (512 * 1024)
#define MOST_TABLES 8

struct answer {
	const char *name, *verdict;
	long instructions, states, peak, most;
};

static char log_buffer[LOG_SIZE];
static int added_flags;

static int ignore(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return level == LIBBPF_WARN && getenv("LOAD_VERBOSE") ? vfprintf(stderr, format, arguments) : 0;
}

/* What the loader otherwise fills in while it loads: flags and the type to attach to. */
static int complete(struct bpf_program *program, struct bpf_prog_load_opts *options)
{
	const char *section = bpf_program__section_name(program), *target = strchr(section, '/');

	options->expected_attach_type = bpf_program__expected_attach_type(program);
	options->prog_flags = bpf_program__flags(program) | added_flags;
	if (strstr(section, ".s/") || !strcmp(section, "syscall"))
		options->prog_flags |= BPF_F_SLEEPABLE;
	if (!strncmp(section, "xdp.frags", 9))
		options->prog_flags |= BPF_F_XDP_HAS_FRAGS;
	if (target && (!strncmp(section, "tp_btf", 6) || !strncmp(section, "fentry", 6) || !strncmp(section, "fexit", 5) ||
		       !strncmp(section, "fmod_ret", 8) || !strncmp(section, "lsm", 3) || !strncmp(section, "iter", 4))) {
		int id = libbpf_find_vmlinux_btf_id(target + 1, options->expected_attach_type);

		if (id < 0)
			return id;
		options->attach_btf_id = id;
	}
	return 0;
}

/* A table of programs takes the type of the first program that uses it, so each program gets tables of its own. */
static int renew_tables(struct bpf_object *object, struct bpf_insn *code, size_t length, int *tables)
{
	struct bpf_map *map;
	int made = 0;

	bpf_object__for_each_map(map, object) {
		int table = -1;

		if (bpf_map__type(map) != BPF_MAP_TYPE_PROG_ARRAY || made == MOST_TABLES)
			continue;
		for (size_t i = 0; i < length; i++) {
			if (code[i].code != 0x18 || code[i].src_reg != BPF_PSEUDO_MAP_FD || code[i].imm != bpf_map__fd(map))
				continue;
			if (table < 0)
				table = tables[made++] = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, bpf_map__name(map), 4, 4,
									bpf_map__max_entries(map), NULL);
			code[i].imm = table;
		}
	}
	return made;
}

static void count(struct answer *answer)
{
	char *last = NULL;

	for (char *at = log_buffer; (at = strstr(at, "processed ")); at++)
		last = at;
	if (last)
		sscanf(last, "processed %ld insns (limit %*d) max_states_per_insn %ld total_states %ld peak_states %ld",
		       &answer->instructions, &answer->most, &answer->states, &answer->peak);
}

static void load(struct bpf_object *object, struct bpf_program *program, const char *file, int level, struct answer *answer)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options);
	size_t length = bpf_program__insn_cnt(program);
	struct bpf_insn *code = malloc(length * sizeof(*code));
	int descriptor = complete(program, &options), tables[MOST_TABLES], made;

	*answer = (struct answer){ .name = bpf_program__name(program) };
	options.log_buf = log_buffer;
	options.log_size = LOG_SIZE;
	options.log_level = level | 4;
	options.prog_btf_fd = bpf_object__btf_fd(object);
	options.func_info = bpf_program__func_info(program);
	options.func_info_cnt = bpf_program__func_info_cnt(program);
	options.func_info_rec_size = sizeof(struct bpf_func_info);
	log_buffer[0] = 0;
	memcpy(code, bpf_program__insns(program), length * sizeof(*code));
	made = renew_tables(object, code, length, tables);
	if (descriptor == 0)
		descriptor = bpf_prog_load(bpf_program__type(program), answer->name, "GPL", code, length, &options);
	count(answer);
	if (descriptor == -ENOSPC) {
		/* The log outgrew its buffer: ask again without one. */
		options.log_level = 0;
		options.log_buf = NULL;
		options.log_size = 0;
		descriptor = bpf_prog_load(bpf_program__type(program), answer->name, "GPL", code, length, &options);
	}
	answer->verdict = descriptor >= 0 ? "success" : "failure";
	if (descriptor >= 0)
		close(descriptor);
	while (made > 0)
		close(tables[--made]);
	free(code);
	printf("PROCESSING %s/%s, DURATION US: 0, VERDICT: %s, VERIFIER LOG:\n%s\n", file, answer->name, answer->verdict, log_buffer);
}

int main(int count, char **arguments)
{
	const char *file = strrchr(arguments[count - 1], '/') ? strrchr(arguments[count - 1], '/') + 1 : arguments[count - 1];
	struct bpf_object *object;
	struct bpf_program *program;
	struct answer *answers;
	int level, programs = 0;

	if (count == 4 && !strcmp(arguments[1], "-t"))
		added_flags = BPF_F_TEST_STATE_FREQ;
	level = atoi(arguments[count - 2]);
	libbpf_set_print(ignore);
	object = bpf_object__open_file(arguments[count - 1], NULL);
	if (!object || bpf_object__prepare(object)) {
		fprintf(stderr, "%s: cannot be prepared: %s\n", file, strerror(errno));
		return 1;
	}
	bpf_object__for_each_program(program, object)
		programs++;
	answers = calloc(programs, sizeof(*answers));
	programs = 0;
	bpf_object__for_each_program(program, object)
		load(object, program, file, level, &answers[programs++]);
	printf("file_name,prog_name,verdict,total_insns,total_states,peak_states,max_states_per_insn\n");
	for (int i = 0; i < programs; i++)
		printf("%s,%s,%s,%ld,%ld,%ld,%ld\n", file, answers[i].name, answers[i].verdict, answers[i].instructions,
		       answers[i].states, answers[i].peak, answers[i].most);
	return 0;
}
