using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Samples;

/// <summary>The samples under the models of how owned and derived objects hang together.</summary>
public class ObjectModelTests
{
    private static readonly string[] Names = ["owned_objects", "bad_objects", "functions", "tc_classify", "exec_events"];

    [Fact]
    public void The_proposed_series_judges_as_the_kernel_does() => Assert.Equal(Verdicts("linux-7.3", Names), Verdicts("v5", Names));

    [Fact]
    public void Strictness_refuses_nothing_that_is_in_order() => Assert.Equal(Verdicts("linux-7.3", Names), Verdicts("strict", Names));

    [Fact]
    public void What_escapes_the_kernel_does_not_escape_the_strict_model()
    {
        Assert.All(Verdicts("linux-7.3", ["escapes"]), row => Assert.EndsWith(",success", row, System.StringComparison.Ordinal));
        Assert.All(Verdicts("strict", ["escapes"]), row => Assert.EndsWith(",failure", row, System.StringComparison.Ordinal));
    }

    [Fact]
    public void What_uses_a_freed_packet_passed_before_its_slices_and_dynptrs_were_known_to_be_its_own()
    {
        string[] now = Verdicts("linux-7.3", ["objects/qdisc_skb"]), before = Verdicts("legacy", ["objects/qdisc_skb"]);
        Assert.All(
            now.Zip(before), pair => Assert.True(
                pair.First == pair.Second || (pair.First.EndsWith(",failure", System.StringComparison.Ordinal)
                    && pair.Second.EndsWith(",success", System.StringComparison.Ordinal))));
        Assert.Equal(8, now.Except(before).Count());
    }

    [Fact]
    public void The_rule_for_callbacks_is_chosen_apart_from_the_model()
    {
        foreach (string model in new[] { "linux-7.3", "v5", "legacy", "strict" })
        {
            StringWriter output = new();
            string file = Repo.PathOf("samples/objects/callbacks.bpf.o");
            VouchCommand.Run(
                ["check", "--object-model", model, "--callback-model", "once", "-p", "callback_replaces_the_callers_record", file],
                new Terminal(output, TextWriter.Null));
            string models = model == "linux-7.3" ? "callbacks once" : $"object model {model}, callbacks once";
            Assert.Contains($"on linux-7.3 (7.3.4), {models}:", output.ToString(), System.StringComparison.Ordinal);
            Assert.Contains(
                "func bpf_ringbuf_discard_dynptr#200 reference has not been acquired before", output.ToString(), System.StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_document_names_the_models_that_replaced_the_kernels_own()
    {
        Assert.Equal(("legacy", "once"), ModelsIn("--object-model", "legacy", "--callback-model", "once"));
        Assert.Equal((null, null), ModelsIn("--object-model", "linux-7.3"));

        static (string? Objects, string? Callbacks) ModelsIn(params string[] options)
        {
            StringWriter output = new();
            VouchCommand.Run(
                ["check", "--json", .. options, Repo.PathOf("samples/objects/callbacks.bpf.o")], new Terminal(output, TextWriter.Null));
            using JsonDocument document = JsonDocument.Parse(output.ToString());
            JsonElement kernel = document.RootElement.GetProperty("kernel");
            return (Text(kernel, "objectModel"), Text(kernel, "callbackModel"));
        }

        static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
    }

    [Theory]
    [InlineData("escapes", 3)]
    [InlineData("owned_objects", 0)]
    public void Check_warns_of_what_the_kernel_lets_pass(string sample, int count)
    {
        StringWriter text = new(), json = new();
        string file = Repo.PathOf($"samples/{sample}.bpf.o");
        Assert.Equal(0, VouchCommand.Run(["check", file], new Terminal(text, TextWriter.Null)));
        Assert.Equal(count, text.ToString().Split("accepted by linux-7.3, but not safe").Length - 1);
        VouchCommand.Run(["check", "--json", file], new Terminal(json, TextWriter.Null));
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        Assert.Equal(count, document.RootElement.GetProperty("programs").EnumerateArray().Count(p => p.TryGetProperty("warning", out _)));
    }

    private static string[] Verdicts(string model, IEnumerable<string> samples)
    {
        StringWriter output = new();
        string[] files = [.. samples.Select(name => Repo.PathOf($"samples/{name}.bpf.o"))];
        VouchCommand.Run(
            ["stat", "-q", "-e", "file,prog,verdict", "-o", "csv", "--object-model", model, .. files], new Terminal(output, TextWriter.Null));
        string[] rows = output.ToString().Split('\n', System.StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.NotEmpty(rows);
        return rows;
    }
}
