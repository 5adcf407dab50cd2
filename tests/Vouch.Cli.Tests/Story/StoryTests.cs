using System;
using System.IO;
using Vouch.Cli.Commands;
using Vouch.Cli.Tests.Repository;
using Xunit;

namespace Vouch.Cli.Tests.Story;

/// <summary>The stories of the samples, word by word. <c>VOUCH_ACCEPT=1</c> rewrites the files.</summary>
public class StoryTests
{
    [Theory]
    [InlineData("bad_objects")]
    [InlineData("escapes")]
    public void Check_tells_the_story_of_each_program(string sample)
    {
        string told = Run("check", Repo.PathOf($"samples/{sample}.bpf.o"));
        Compare($"{sample}.txt", told.Replace(Repo.PathOf("samples"), "samples", StringComparison.Ordinal));
    }

    [Fact]
    public void Rejections_for_other_reasons_have_no_story()
    {
        string told = Run("check", Repo.PathOf("samples/bad_packets.bpf.o"), Repo.PathOf("samples/bad_stack.bpf.o"), Repo.PathOf("samples/bad_flow.bpf.o"));
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
