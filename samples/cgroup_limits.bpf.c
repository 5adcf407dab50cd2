// SPDX-License-Identifier: GPL-2.0-only
/* Per-cgroup rules: counts outgoing bytes, refuses some connections and devices, guards one sysctl. */
#include <linux/bpf.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 512);
	__type(key, __u64);
	__type(value, __u64);
} sent SEC(".maps");

const volatile __u64 byte_limit = 1 << 30;

SEC("cgroup_skb/egress")
int limit_egress(struct __sk_buff *skb)
{
	__u64 id = bpf_skb_cgroup_id(skb);
	__u64 *bytes = bpf_map_lookup_elem(&sent, &id);
	__u64 first = skb->len;

	if (!bytes) {
		bpf_map_update_elem(&sent, &id, &first, BPF_NOEXIST);
		return 1;
	}
	return __sync_fetch_and_add(bytes, skb->len) < byte_limit;
}

SEC("cgroup/connect4")
int refuse_telnet(struct bpf_sock_addr *ctx)
{
	if (ctx->protocol == IPPROTO_TCP && ctx->user_port == bpf_htons(23))
		return 0;
	if ((ctx->user_ip4 & bpf_htonl(0xff000000)) == bpf_htonl(0x7f000000))
		ctx->user_port = bpf_htons(8080);
	return 1;
}

SEC("cgroup/dev")
int only_null_and_zero(struct bpf_cgroup_dev_ctx *ctx)
{
	if ((ctx->access_type & 0xffff) != BPF_DEVCG_DEV_CHAR || ctx->major != 1)
		return 0;
	return ctx->minor == 3 || ctx->minor == 5;
}

SEC("cgroup/sysctl")
int guard_sysctl(struct bpf_sysctl *ctx)
{
	char name[32] = {};

	if (!ctx->write)
		return 1;
	if (bpf_sysctl_get_name(ctx, name, sizeof(name), 0) < 0)
		return 0;
	return name[0] != 'k';
}

char LICENSE[] SEC("license") = "GPL";
