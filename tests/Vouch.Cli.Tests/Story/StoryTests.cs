using System;
using System.IO;
using System.Linq;
using Vouch.Cli.Commands;
using Vouch.Cli.Terminals;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Story;

/// <summary>The stories of the samples, word by word. <c>VOUCH_ACCEPT=1</c> rewrites the files.</summary>
public class StoryTests
{
    [Theory]
    [InlineData("bad_objects")]
    [InlineData("escapes")]
    [InlineData("objects/qdisc_skb")]
    [InlineData("bad_packets")]
    public void Check_tells_the_story_of_each_program(string sample)
    {
        string told = Run("check", "--all", Repo.PathOf($"samples/{sample}.bpf.o"));
        Compare($"{Path.GetFileName(sample)}.txt", told.Replace(Repo.PathOf("samples"), "samples", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(70)]
    [InlineData(80)]
    [InlineData(100)]
    public void A_drawing_keeps_to_the_columns_of_the_terminal(int columns)
    {
        StringWriter output = new();
        string[] samples = [Repo.PathOf("samples/bad_objects.bpf.o"), Repo.PathOf("samples/objects/qdisc_skb.bpf.o")];
        VouchCommand.Run(["check", "--all", .. samples], new Terminal(output, TextWriter.Null, new TerminalTraits { Width = columns }));
        string[] story = [.. output.ToString().Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal) && !line.StartsWith("          ", StringComparison.Ordinal))];
        Assert.Contains(story, line => line.StartsWith("      insn     ", StringComparison.Ordinal));
        Assert.All(story, line => Assert.InRange(line.Length, 0, columns));
    }

    [Fact]
    public void The_story_in_the_readme_is_told_so()
    {
        const string program = "reads_a_slice_of_a_freed_packet", sample = "samples/objects/qdisc_skb.bpf.o";
        string told = Run("check", "-p", program, Repo.PathOf(sample)).Replace(Repo.PathOf(sample), sample, StringComparison.Ordinal);
        string story = told[..told.IndexOf("\n\n\n", StringComparison.Ordinal)];
        Assert.Contains(
            $"$ vouch check -p {program} {sample}\n{story}\n```", File.ReadAllText(Repo.PathOf("README.md")).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_rules_of_Linux_6_18_let_pass_is_said_where_it_is_so()
    {
        const string note = "the object model of Linux 6.18 (--object-model legacy) lets this pass";
        string Story(string program) => Run("explain", Repo.PathOf("samples/" + program));

        Assert.Contains(note, Story("objects/qdisc_skb.bpf.o:reads_a_slice_of_a_freed_packet"), StringComparison.Ordinal);
        Assert.DoesNotContain(note, Story("bad_objects.bpf.o:uses_a_clone_of_a_submitted_record"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_pointer_is_followed_back_to_the_call_that_gave_it()
    {
        string story = Run("explain", Repo.PathOf("samples/objects/socket_casts.bpf.o:checks_one_cast_and_reads_the_other"));
        Assert.Contains("VCH-LIFE-006: `tcp` is used where it is NULL", story, StringComparison.Ordinal);
        Assert.Contains("bpf_tcp_sock gives NULL on this path", story, StringComparison.Ordinal);
    }

    [Fact]
    public void Brief_leaves_stories_out()
    {
        string told = Run("check", "--brief", Repo.PathOf("samples/bad_objects.bpf.o"));
        Assert.Contains("Unreleased reference id=2 alloc_insn=12", told, StringComparison.Ordinal);
        Assert.DoesNotContain("VCH-LIFE", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejections_for_other_reasons_have_no_story()
    {
        string told = Run("check", Repo.PathOf("samples/bad_stack.bpf.o"), Repo.PathOf("samples/bad_flow.bpf.o"));
        Assert.Contains("REJECT", told, StringComparison.Ordinal);
        Assert.DoesNotContain("VCH-LIFE", told, StringComparison.Ordinal);
    }

    internal static void Compare(string name, string text)
    {
        string file = Path.Combine(Repo.PathOf("tests/Vouch.Cli.Tests/Story/Stories"), name);
        if (Environment.GetEnvironmentVariable("VOUCH_ACCEPT") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }

    internal static string Run(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int code = VouchCommand.Run(arguments, new Terminal(output, error));
        Assert.True(code is 0 or 1, $"{code}: {error}");
        return output.ToString();
    }
}
