// SPDX-License-Identifier: GPL-2.0-only
/* Sockets and casts of them: several pointers, each with its own nullness, share one lifetime. Figures C5 and C6, events E16. */
#include "objects.h"

/* C5: the figure itself. */
SEC("tc")
int releases_through_the_cast(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *full;

	if (!sk)
		return 0;
	full = bpf_sk_fullsock(sk);
	if (!full) {
		bpf_sk_release(sk);
		return 0;
	}
	result = full->family;
	bpf_sk_release(full);
	return 0;
}

SEC("tc")
int reads_the_cast_of_a_released_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	if (!tcp) {
		bpf_sk_release(sk);
		return 0;
	}
	bpf_sk_release(sk);
	result = tcp->snd_cwnd;
	return 0;
}

SEC("tc")
int reads_a_socket_released_through_its_cast(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	if (!tcp) {
		bpf_sk_release(sk);
		return 0;
	}
	bpf_sk_release((void *)tcp);
	result = sk->family;
	return 0;
}

SEC("tc")
int reads_a_spilled_cast_after_release(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *full, *volatile spilled;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	full = bpf_sk_fullsock(sk);
	if (!full) {
		bpf_sk_release(sk);
		return 0;
	}
	tcp = bpf_tcp_sock(full);
	if (!tcp) {
		bpf_sk_release(sk);
		return 0;
	}
	spilled = full;
	bpf_sk_release((void *)tcp);
	result = spilled->family;
	return 0;
}

SEC("tc")
int checks_one_cast_and_reads_the_other(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *full;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	full = bpf_sk_fullsock(sk);
	tcp = bpf_tcp_sock(sk);
	if (full)
		result = tcp->snd_cwnd;
	bpf_sk_release(sk);
	return 0;
}

SEC("tc")
int forgets_the_socket_when_the_cast_is_null(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	if (!tcp)
		return 0;
	bpf_sk_release((void *)tcp);
	return 0;
}

SEC("tc")
int releases_the_same_socket_twice(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb);

	if (!sk)
		return 0;
	bpf_sk_release(sk);
	bpf_sk_release(sk);
	return 0;
}

SEC("tc")
int releases_a_socket_and_its_cast(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *full;

	if (!sk)
		return 0;
	full = bpf_sk_fullsock(sk);
	bpf_sk_release(sk);
	if (full)
		bpf_sk_release(full);
	return 0;
}

/* A listener is found through the socket, but neither owned nor a cast of it. */
SEC("tc")
int releases_the_listener(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *listener;

	if (!sk)
		return 0;
	listener = bpf_get_listener_sock(sk);
	if (listener)
		bpf_sk_release(listener);
	bpf_sk_release(sk);
	return 0;
}

SEC("tc")
int reads_the_listener_of_a_released_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *listener;

	if (!sk)
		return 0;
	listener = bpf_get_listener_sock(sk);
	bpf_sk_release(sk);
	if (listener)
		result = listener->state;
	return 0;
}

/* C6: a cast of a cast. All three name one socket. */
#define CHAIN(sk, full, tcp)                                                                       \
	struct bpf_sock *sk = find_socket(skb), *full;                                             \
	struct bpf_tcp_sock *tcp;                                                                  \
                                                                                                   \
	if (!sk)                                                                                   \
		return 0;                                                                          \
	full = bpf_sk_fullsock(sk);                                                                \
	if (!full) {                                                                               \
		bpf_sk_release(sk);                                                                \
		return 0;                                                                          \
	}                                                                                          \
	tcp = bpf_tcp_sock(full);                                                                  \
	if (!tcp) {                                                                                \
		bpf_sk_release(full);                                                              \
		return 0;                                                                          \
	}

SEC("tc")
int releases_through_a_cast_of_a_cast(struct __sk_buff *skb)
{
	CHAIN(sk, full, tcp);
	result = sk->family + full->family + tcp->snd_cwnd;
	bpf_sk_release((void *)tcp);
	return 0;
}

SEC("tc")
int reads_the_socket_after_its_second_cast_released_it(struct __sk_buff *skb)
{
	CHAIN(sk, full, tcp);
	bpf_sk_release((void *)tcp);
	result = sk->family;
	return 0;
}

SEC("tc")
int reads_the_second_cast_after_the_socket(struct __sk_buff *skb)
{
	CHAIN(sk, full, tcp);
	bpf_sk_release(sk);
	result = tcp->snd_cwnd;
	return 0;
}

SEC("tc")
int reads_the_second_cast_after_the_first_released_it(struct __sk_buff *skb)
{
	CHAIN(sk, full, tcp);
	bpf_sk_release(full);
	result = tcp->snd_cwnd;
	return 0;
}

SEC("tc")
int reads_the_first_cast_after_the_second_released_it(struct __sk_buff *skb)
{
	CHAIN(sk, full, tcp);
	bpf_sk_release((void *)tcp);
	result = full->family;
	return 0;
}

/* The other order of casts: both from the socket itself. */
SEC("tc")
int reads_a_sibling_cast_after_release(struct __sk_buff *skb)
{
	struct bpf_sock *sk = find_socket(skb), *full;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	full = bpf_sk_fullsock(sk);
	if (!tcp || !full) {
		bpf_sk_release(sk);
		return 0;
	}
	bpf_sk_release(full);
	result = tcp->snd_cwnd;
	return 0;
}

SEC("tc")
int keeps_one_of_two_sockets(struct __sk_buff *skb)
{
	struct bpf_sock *first = find_socket(skb), *second;
	struct bpf_tcp_sock *tcp;

	if (!first)
		return 0;
	second = find_socket(skb);
	if (!second) {
		bpf_sk_release(first);
		return 0;
	}
	tcp = bpf_tcp_sock(second);
	bpf_sk_release(first);
	if (tcp)
		result = tcp->snd_cwnd;
	bpf_sk_release(second);
	return 0;
}

/* E16: the packet's own socket is not owned, so neither are its casts. */
SEC("tc")
int casts_the_socket_of_the_packet(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk, *full;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	full = bpf_sk_fullsock(sk);
	if (!full)
		return 0;
	tcp = bpf_tcp_sock(full);
	if (tcp)
		result = tcp->snd_cwnd;
	return 0;
}
