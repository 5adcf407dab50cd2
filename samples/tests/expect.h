/* SPDX-License-Identifier: GPL-2.0-only */
/* Words to write down, beside a program, what the verifier is to say about it. `vouch test` reads them; docs/expectations.md lists all. */
#pragma once

#define EXPECT_TEXT_(x) #x
#define EXPECT_TEXT(x) EXPECT_TEXT_(x)
#define EXPECT(what) __attribute__((btf_decl_tag("comment:" EXPECT_TEXT(__COUNTER__) ":" what)))

#define loads EXPECT("test_expect_success")
#define loads_for_users EXPECT("test_expect_success_unpriv")
#define refused EXPECT("test_expect_failure")
#define refused_for_users EXPECT("test_expect_failure_unpriv")
#define says(text) EXPECT("test_expect_msg=" text)
#define never_says(text) EXPECT("test_expect_not_msg=" text)
#define says_to_users(text) EXPECT("test_expect_msg_unpriv=" text)
#define log_level(level) EXPECT("test_log_level=" #level)
#define load_flag(flag) EXPECT("test_prog_flags=" #flag)
#define describe(text) EXPECT("test_description=" text)
#define auxiliary EXPECT("test_auxiliary")
#define on_architecture(name) EXPECT("test_arch=" name)
#define returns(value) EXPECT("test_retval=" EXPECT_TEXT(value))
