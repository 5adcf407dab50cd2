using System;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Report.Expectations;
using Vouch.Verifier;
using Xunit;

namespace Vouch.Cli.Tests.Expectations;

public class ExpectationReaderTests
{
    [Fact]
    public void Tags_count_in_the_order_of_their_numbers()
    {
        ProgramExpectations read = Read("comment:10:test_expect_msg=c", "comment:9:test_expect_not_msg=b", "comment:2:test_expect_msg=a", "test_expect_failure");
        Assert.Equal(["a", "b", "c"], read.Privileged!.Messages.Select(m => m.Text));
        Assert.Equal([false, true, false], read.Privileged.Messages.Select(m => m.IsNegative));
        Assert.False(read.Privileged.ExpectsFailure);
        Assert.Null(read.Unprivileged);
    }

    [Fact]
    public void A_program_without_tags_is_to_load_for_root()
    {
        ProgramExpectations read = Read();
        Assert.False(read.IsTagged);
        Assert.False(read.Privileged!.ExpectsFailure);
        Assert.Null(read.Unprivileged);
    }

    [Fact]
    public void What_is_not_said_of_ordinary_users_is_as_for_root()
    {
        ProgramExpectations read = Read("comment:0:test_expect_failure", "comment:1:test_expect_msg=a", "comment:2:test_expect_msg_unpriv=b", "comment:3:test_retval=1");
        Assert.True(read.Unprivileged!.ExpectsFailure);
        Assert.Equal(["b"], read.Unprivileged.Messages.Select(m => m.Text));
        Assert.Equal(["a"], Read("comment:1:test_expect_msg=a", "comment:2:test_expect_success_unpriv").Unprivileged!.Messages.Select(m => m.Text));
        Assert.Empty(read.Privileged!.Unjudged);
    }

    [Fact]
    public void Tags_of_ordinary_users_alone_leave_root_out()
    {
        Assert.Null(Read("comment:0:test_expect_failure_unpriv").Privileged);
    }

    [Fact]
    public void Flags_are_added_and_taken_away()
    {
        ProgramExpectations read = Read(
            "comment:0:test_prog_flags=BPF_F_TEST_STATE_FREQ", "comment:1:test_prog_flags=!BPF_F_TEST_REG_INVARIANTS", "comment:2:test_prog_flags=0x10");
        Assert.Equal(LoadFlags.TestStateFrequency | LoadFlags.TestRandomHigh32 | LoadFlags.Sleepable, read.Flags);
    }

    [Theory]
    [InlineData("39", true, false, false)]
    [InlineData("12 | 38", false, true, true)]
    [InlineData("21", true, true, true)]
    public void A_user_has_the_capabilities_of_the_tag(string text, bool bpf, bool perfmon, bool netAdmin)
    {
        Semantics user = Read("comment:0:test_caps_unpriv=" + text).Unprivileged!.Semantics;
        Assert.Equal((bpf, perfmon, netAdmin), (user.HasBpfCapability, user.HasPerfmonCapability, user.HasNetAdminCapability));
    }

    [Theory]
    [InlineData("test_arch=ARM64", false)]
    [InlineData("load_mode=no_jited", false)]
    [InlineData("test_btf_path=x", false)]
    [InlineData("test_arch=X86_64", true)]
    [InlineData("load_mode=jited", true)]
    public void A_test_for_another_kernel_says_so(string tag, bool applies)
    {
        Assert.Equal(applies, Read("comment:0:" + tag).SkipReason is null);
    }

    [Fact]
    public void Machine_code_of_this_architecture_alone_is_counted()
    {
        ProgramExpectations read = Read(
            "comment:0:test_arch=X86_64", "comment:1:test_jited=a", "comment:2:test_jited=...", "comment:3:test_arch=ARM64", "comment:4:test_jited=b",
            "comment:5:test_expect_xlated=c");
        Assert.Equal([UnjudgedKind.Jited, UnjudgedKind.Translated], read.Privileged!.Unjudged);
    }

    [Theory]
    [InlineData("test_log_level=two")]
    [InlineData("test_prog_flags=FAST")]
    [InlineData("test_caps_unpriv=CAP_NEW")]
    [InlineData("test_caps_unpriv=64")]
    [InlineData("test_arch=PDP11")]
    [InlineData("test_jited=ret")]
    [InlineData("load_mode=fast")]
    [InlineData("test_expect_msg={{(}}")]
    public void A_value_that_is_not_understood_is_an_error_of_format(string tag)
    {
        Assert.Throws<FormatException>(() => Read("comment:0:" + tag));
    }

    private static ProgramExpectations Read(params string[] tags)
    {
        var builder = new BtfBuilder();
        BtfTypeId function = builder.AddFunction("prog", builder.AddFunctionPrototype(BtfTypeId.Void), BtfLinkage.Global);
        foreach (string tag in tags)
        {
            builder.AddDeclarationTag(tag, function);
        }

        // Neither the tags of others nor those of parameters count.
        BtfTypeId other = builder.AddFunction("other", builder.AddFunctionPrototype(BtfTypeId.Void), BtfLinkage.Global);
        builder.AddDeclarationTag("comment:0:test_expect_failure_unpriv", other);
        builder.AddDeclarationTag("comment:0:test_expect_failure_unpriv", function, 0);
        return ExpectationReader.Read(builder.Build(), "prog");
    }
}
