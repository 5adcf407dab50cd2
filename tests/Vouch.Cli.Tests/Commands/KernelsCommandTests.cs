using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Vouch.Cli.Commands;
using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Report.Kernels;
using Xunit;

namespace Vouch.Cli.Tests.Commands;

public class KernelsCommandTests
{
    private static string Run(params string[] arguments)
    {
        var output = new StringWriter();
        Assert.Equal(0, VouchCommand.Run(["kernels", .. arguments], new Terminal(output, new StringWriter())));
        return output.ToString().ReplaceLineEndings("\n");
    }

    [Fact]
    public void A_difference_tells_rules_in_words_and_what_came_and_went()
    {
        string text = Run("diff", "6.18", "7.3");
        Assert.StartsWith("linux-6.18 (6.18.15) -> linux-7.3 (7.3.4)\n", text, StringComparison.Ordinal);
        Assert.Contains("  Limits.CallFrames: 8 -> 16\n      Functions active at once", text, StringComparison.Ordinal);
        Assert.Contains("\nmap types: 0 gone, 2 new\n  + insn_array\n  + rhash\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  - scx_bpf_cpu_rq\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  + bpf_obj_new\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Evidence", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_way_back_exchanges_what_came_and_what_went()
    {
        KernelProfile older = KernelProfile.Open("linux-6.18"), newest = KernelProfile.Linux73;
        KernelDifference there = KernelDifference.Between(older, newest), back = KernelDifference.Between(newest, older);
        Assert.Equal(there.Rules.Select(rule => (rule.Rule, rule.To, rule.From)), back.Rules.Select(rule => (rule.Rule, rule.From, rule.To)));
        Assert.Equal(there.Facts.SelectMany(facts => facts.New), back.Facts.SelectMany(facts => facts.Gone));
    }

    [Fact]
    public void A_kernel_does_not_differ_from_itself()
    {
        KernelDifference none = KernelDifference.Between(KernelProfile.Linux73, KernelProfile.Linux73);
        Assert.Empty(none.Rules);
        Assert.Empty(none.Facts);
    }

    [Fact]
    public void Every_rule_says_in_words_what_it_is_about() =>
        Assert.Empty(KernelDescription.Of(KernelProfile.Linux73).Rules.Where(rule => rule.Text.Length < 20).Select(rule => rule.Rule));

    [Fact]
    public void What_a_user_sets_is_no_rule_of_a_kernel() =>
        Assert.DoesNotContain(nameof(KernelRules.CpuCount), KernelDescription.Of(KernelProfile.Linux73).Rules.Select(rule => rule.Rule));

    [Fact]
    public void A_kernel_is_shown_with_how_far_it_is_followed() =>
        Assert.StartsWith("linux-6.18 (6.18.15), preview\n", Run("show", "linux-6.18"), StringComparison.Ordinal);

    [Fact]
    public void Json_has_the_same_fields_as_the_text()
    {
        using JsonDocument shown = JsonDocument.Parse(Run("show", "latest", "--json"));
        Assert.Equal("linux-7.3", shown.RootElement.GetProperty("kernel").GetProperty("id").GetString());
        using JsonDocument compared = JsonDocument.Parse(Run("diff", "6.18", "7.3", "--json"));
        Assert.Contains("16", compared.RootElement.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("to").GetString()));
    }
}
